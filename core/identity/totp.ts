/** Codes of an authenticator app (RFC 6238). The secret is kept encrypted, and each step of time counts once. */
import { DmError } from '@dramac/contract/wire/errors'
import { Secret, TOTP } from 'otpauth'
import type { TenantTx } from '../db/tx.ts'
import type { Desk } from './desk.ts'
import * as factors from './factor-queries.ts'

const stepMs = 30_000
const purpose = 'totp'

const totpOf = (secret: string, issuer: string, label: string): TOTP =>
  new TOTP({ issuer, label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: stepMs / 1000 })

export interface TotpOffer {
  /** Base32, to be typed. */
  readonly secret: string
  /** To be scanned. */
  readonly uri: string
}

/** Nothing counts until a code of it was given. @throws CONFLICT `identity.totp_there`. */
export async function startTotp(
  tx: TenantTx,
  desk: Desk,
  { userId, email }: { userId: string; email: string },
): Promise<TotpOffer> {
  const secret = new Secret({ size: 20 }).base32
  const sealed = desk.shared.sealer.encrypt(purpose, secret)
  const started = await tx.run(factors.startTotp, [userId, sealed, tx.now])
  if (started === 0) throw new DmError('CONFLICT', 'identity.totp_there')
  return { secret, uri: totpOf(secret, new URL(desk.origin).hostname, email).toString() }
}

interface Given {
  readonly userId: string
  readonly code: string
  /** Of a secret that is not in use yet. */
  readonly isFirst?: boolean
}

interface TotpRow {
  readonly secret: Buffer
  readonly confirmedAt: string | null
}

/** Whether the code is right, and of a step that was not used before; a clock may be one step off. */
export async function takeTotp(tx: TenantTx, desk: Desk, { userId, code, isFirst = false }: Given): Promise<boolean> {
  const row = await tx.row<TotpRow>(factors.findTotp, [userId])
  if (!row || (row.confirmedAt === null) !== isFirst) return false
  const secret = desk.shared.sealer.decrypt(purpose, row.secret)
  if (secret === undefined) return false
  const delta = totpOf(secret, '', '').validate({ token: code, timestamp: desk.now.getTime(), window: 1 })
  if (delta === null) return false
  const step = Math.floor(desk.now.getTime() / stepMs) + delta
  return (await tx.run(factors.takeStep, [userId, step, tx.now])) === 1
}
