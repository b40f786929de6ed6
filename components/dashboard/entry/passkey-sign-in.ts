/** Signing in by a passkey: the browser asks the person, the server checks the answer. */
import type { Api } from '../../app/api.ts'
import type { PasskeyOffer, Passkeys } from '../identity/passkeys.ts'
import type { Session } from '../session.ts'

interface Request {
  readonly isFill?: boolean
  readonly signal?: AbortSignal
}

/** Rejects as the browser or the server does. `isFill` waits until the person chooses one in a field. */
export async function signInByPasskey(api: Api, passkeys: Passkeys, request: Request = {}): Promise<Session> {
  const { challenge, options } = await api.post<PasskeyOffer>('/v1/session/passkey/options')
  const response = await passkeys.get(options, request)
  return api.post<Session>('/v1/session/passkey', { challenge, response })
}
