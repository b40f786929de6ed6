/** Keys of a device that sign in by themselves (WebAuthn). Each has seen its person, so it is both factors in one. */
import { DmError } from '@dramac/contract/wire/errors'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { TenantTx, Tx } from '../db/tx.ts'
import { openChallenge, useChallenge } from './challenges.ts'
import { atDesk, nobody, type Desk } from './desk.ts'
import * as queries from './factor-queries.ts'
import { forgetWithoutFactors, tellOfChange } from './factors.ts'
import { getPerson } from './people.ts'
import { openSession, rotateSession, type LiveSession, type OpenedSession } from './sessions.ts'

export interface Passkey {
  readonly id: string
  readonly label: string
  readonly createdAt: string
  readonly lastUsedAt: string | null
}

interface PasskeyRow extends Passkey {
  readonly credentialId: string
  readonly transports: readonly AuthenticatorTransport[]
}

interface KeyRow {
  readonly id: string
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly AuthenticatorTransport[]
}

/** What the browser hands to the device, and the token by which its answer is known. */
export interface Ceremony {
  readonly challenge: string
  readonly options: object
}

const rpIdOf = ({ origin }: Desk): string => new URL(origin).hostname
const refused = (cause?: unknown) => new DmError('UNAUTHORIZED', 'identity.passkey_refused', {}, { cause })

export async function listPasskeys(tx: Tx, userId: string): Promise<Passkey[]> {
  const rows = await tx.rows<PasskeyRow>(queries.listPasskeys, [userId])
  return rows.map(({ id, label, createdAt, lastUsedAt }) => ({ id, label, createdAt, lastUsedAt }))
}

export const offerPasskey = (desk: Desk, session: LiveSession): Promise<Ceremony> =>
  atDesk(desk, session, async (tx) => {
    const { userId } = session
    const [person, there] = [await getPerson(tx, userId), await tx.rows<PasskeyRow>(queries.listPasskeys, [userId])]
    const options = await generateRegistrationOptions({
      rpName: rpIdOf(desk),
      rpID: rpIdOf(desk),
      userID: new TextEncoder().encode(userId),
      userName: person.email,
      userDisplayName: person.name,
      attestationType: 'none',
      excludeCredentials: there.map(({ credentialId, transports }) => ({
        id: credentialId,
        transports: [...transports],
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    return { options, challenge: await openChallenge(tx, { userId, kind: 'passkey_add', value: options.challenge }) }
  })

/** Whatever the browser sent in its place, the library judges it. */
export interface Signature<Response> {
  readonly challenge: string
  readonly response: Response
}

export interface NewPasskey extends Signature<RegistrationResponseJSON> {
  readonly label: string
}

/** @throws UNAUTHORIZED `identity.passkey_refused`; TOKEN_REVOKED; CONFLICT for a key that is somebody's. */
export const addPasskey = (
  desk: Desk,
  session: LiveSession,
  { challenge, response, label }: NewPasskey,
): Promise<{ passkey: Passkey; session: OpenedSession }> =>
  atDesk(desk, session, async (tx, emit) => {
    const { userId } = session
    const { value } = await useChallenge(tx, { userId, kind: 'passkey_add', token: challenge })
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      ...expectedOf(desk, value),
      response,
    }).catch((error: unknown) => {
      throw refused(error)
    })
    if (!verified) throw refused()
    const { id: credentialId, publicKey, counter, transports = [] } = registrationInfo.credential
    const passkey = { id: tx.newId(), label: label.trim(), createdAt: tx.now.toISOString(), lastUsedAt: null }
    await tx.run(queries.insertPasskey, [
      userId, passkey.id, credentialId, Buffer.from(publicKey), counter, transports, passkey.label, tx.now,
    ]) // prettier-ignore
    await emit('identity.passkey.added', { passkeyId: passkey.id })
    await tellOfChange(tx, desk, { userId, change: 'passkey_added' })
    return { passkey, session: await rotateSession(tx, session, { secondFactor: true }) }
  })

const expectedOf = (desk: Desk, challenge: string) => ({
  expectedChallenge: challenge,
  expectedOrigin: desk.origin,
  expectedRPID: rpIdOf(desk),
  requireUserVerification: true,
})

export const renamePasskey = (
  desk: Desk,
  session: LiveSession,
  { id, label }: Pick<Passkey, 'id' | 'label'>,
): Promise<Passkey> =>
  atDesk(desk, session, async (tx, emit) => {
    const renamed = await tx.row<Passkey>(queries.renamePasskey, [session.userId, id, label.trim()])
    if (!renamed) throw new DmError('NOT_FOUND', 'identity.passkey_unknown')
    await emit('identity.passkey.renamed', { passkeyId: id })
    return renamed
  })

export const removePasskey = (desk: Desk, session: LiveSession, id: string): Promise<void> =>
  atDesk(desk, session, async (tx, emit) => {
    const { userId } = session
    const removed = await tx.run(queries.deletePasskey, [userId, id])
    if (removed === 0) throw new DmError('NOT_FOUND', 'identity.passkey_unknown')
    await forgetWithoutFactors(tx, userId)
    await emit('identity.passkey.removed', { passkeyId: id })
    await tellOfChange(tx, desk, { userId, change: 'passkey_removed' })
  })

/** For whoever it will be: the device says who it knows here. */
export const offerPasskeySignIn = (desk: Desk): Promise<Ceremony> =>
  atDesk(desk, { userId: nobody }, async (tx) => {
    const options = await generateAuthenticationOptions({ rpID: rpIdOf(desk), userVerification: 'required' })
    const challenge = { userId: nobody, kind: 'passkey_sign_in', value: options.challenge } as const
    return { options, challenge: await openChallenge(tx, challenge) }
  })

/** The challenge is used up whether or not the signature is good. @throws UNAUTHORIZED `identity.passkey_refused`. */
export async function signInByPasskey(
  desk: Desk,
  { challenge: token, response: given }: Signature<AuthenticationResponseJSON>,
): Promise<OpenedSession> {
  const use = { userId: nobody, kind: 'passkey_sign_in', token } as const
  const { value } = await atDesk(desk, use, (tx) => useChallenge(tx, use))
  const owner = await desk.shared.db.user(null, (tx) =>
    tx.row<{ userId: string }>(queries.findPasskeyOwner, [String(given.id)]),
  )
  if (!owner) throw refused()
  const { userId } = owner
  return atDesk(desk, owner, async (tx, emit) => {
    await verifyPasskey(tx, desk, { userId, value, given })
    const session = await openSession(tx, desk, { userId, isConfirmed: true, secondFactor: true })
    await emit('identity.session.opened', { sessionId: session.sessionId, by: 'passkey' })
    return session
  })
}

interface Signed {
  readonly userId: string
  readonly value: string
  readonly given: AuthenticationResponseJSON
}

async function verifyPasskey(tx: TenantTx, desk: Desk, { userId, value, given }: Signed): Promise<void> {
  const key = await tx.row<KeyRow>(queries.findPasskey, [userId, String(given.id)])
  if (!key) throw refused()
  const { credentialId, publicKey, counter, transports } = key
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    ...expectedOf(desk, value),
    response: given,
    credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter, transports: [...transports] },
  }).catch((error: unknown) => {
    throw refused(error)
  })
  if (!verified) throw refused()
  await tx.run(queries.usePasskey, [userId, key.id, authenticationInfo.newCounter, tx.now])
}
