/** Turning second factors on and off. Whoever does is told by mail, in case it was not them. */
import { sendMailTo } from '../mail/send-mail-to.ts'
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '../db/tx.ts'
import { atDesk, type Desk } from './desk.ts'
import * as queries from './factor-queries.ts'
import { getPerson, addressOf } from './people.ts'
import { forgetSecondFactor } from './person-queries.ts'
import { replaceRecoveryCodes } from './recovery-codes.ts'
import { rotateSession, type LiveSession, type OpenedSession } from './sessions.ts'
import { findFactors } from './sign-in.ts'
import { startTotp, takeTotp, type TotpOffer } from './totp.ts'

type Change = 'totp_added' | 'totp_removed' | 'passkey_added' | 'passkey_removed' | 'recovery_codes_replaced'

export async function tellOfChange(
  tx: TenantTx,
  desk: Desk,
  { userId, change }: { userId: string; change: Change },
): Promise<void> {
  const person = await getPerson(tx, userId)
  const facts = { name: person.name, change, at: tx.now, link: desk.shared.links.app('/account') }
  await sendMailTo(tx, 'identity.mfa_changed', { ...addressOf(person), facts })
}

/** Sessions that showed a factor have shown nothing once there is none left. */
export async function forgetWithoutFactors(tx: TenantTx, userId: string): Promise<void> {
  const { totp, passkeys } = await findFactors(tx, userId)
  if (!totp) await tx.run(queries.deleteRecoveryCodes, [userId])
  if (!totp && passkeys === 0) await tx.run(forgetSecondFactor, [userId])
}

export const offerTotp = (desk: Desk, session: LiveSession): Promise<TotpOffer> =>
  atDesk(desk, session, async (tx) => {
    const { id: userId, email } = await getPerson(tx, session.userId)
    return startTotp(tx, desk, { userId, email })
  })

interface Shown {
  readonly session: OpenedSession
  readonly recoveryCodes: string[]
}

/** @throws UNAUTHORIZED `identity.code_wrong`. */
export const confirmTotp = (desk: Desk, session: LiveSession, { code }: { code: string }): Promise<Shown> =>
  atDesk(desk, session, async (tx, emit) => {
    const { userId } = session
    if (!(await takeTotp(tx, desk, { userId, code, isFirst: true })))
      throw new DmError('UNAUTHORIZED', 'identity.code_wrong')
    const recoveryCodes = await replaceRecoveryCodes(tx, desk, userId)
    await emit('identity.totp.added', { userId })
    await tellOfChange(tx, desk, { userId, change: 'totp_added' })
    return { recoveryCodes, session: await rotateSession(tx, session, { secondFactor: true }) }
  })

/** @throws NOT_FOUND `identity.totp_unknown`. */
export const removeTotp = (desk: Desk, session: LiveSession): Promise<OpenedSession> =>
  atDesk(desk, session, async (tx, emit) => {
    const { userId } = session
    const removed = await tx.run(queries.deleteTotp, [userId])
    if (removed === 0) throw new DmError('NOT_FOUND', 'identity.totp_unknown')
    const raised = await rotateSession(tx, session, {})
    await forgetWithoutFactors(tx, userId)
    await emit('identity.totp.removed', { userId })
    await tellOfChange(tx, desk, { userId, change: 'totp_removed' })
    return raised
  })

/** @throws CONFLICT `identity.totp_missing`: there is nothing that they would stand in for. */
export const renewRecoveryCodes = (desk: Desk, session: LiveSession): Promise<{ recoveryCodes: string[] }> =>
  atDesk(desk, session, async (tx, emit) => {
    const { userId } = session
    if (!(await findFactors(tx, userId)).totp) throw new DmError('CONFLICT', 'identity.totp_missing')
    const recoveryCodes = await replaceRecoveryCodes(tx, desk, userId)
    await emit('identity.recovery_codes.replaced', { userId })
    await tellOfChange(tx, desk, { userId, change: 'recovery_codes_replaced' })
    return { recoveryCodes }
  })
