/** Passkeys, as the browser holds them. Options and answers travel as JSON, so nothing here knows their bytes. */

export interface Passkeys {
  readonly isSupported: boolean
  /** Whether the browser offers them among what it fills a field with. */
  canFill(): Promise<boolean>
  /** Rejects when the person leaves it, or the signal does. */
  get(options: unknown, request?: { readonly isFill?: boolean; readonly signal?: AbortSignal }): Promise<unknown>
  create(options: unknown): Promise<unknown>
}

export interface PasskeyOffer {
  readonly challenge: string
  readonly options: unknown
}

const isSupported =
  typeof PublicKeyCredential === 'function' &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function' &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function'

export const browserPasskeys: Passkeys = {
  isSupported,
  canFill: async () => isSupported && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true,
  async get(options, { isFill = false, signal } = {}) {
    // safe: made for this browser interface by the server
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON)
    const mediation = isFill ? 'conditional' : 'optional'
    return toAnswer(await navigator.credentials.get({ publicKey, mediation, ...(signal && { signal }) }))
  },
  async create(options) {
    // safe: as above
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options as PublicKeyCredentialCreationOptionsJSON,
    )
    return toAnswer(await navigator.credentials.create({ publicKey }))
  },
}

function toAnswer(credential: Credential | null): unknown {
  if (credential instanceof PublicKeyCredential) return credential.toJSON()
  throw new DOMException('no passkey', 'NotAllowedError')
}

/** The person closed the browser's window, or it had nothing to offer: nothing has gone wrong. */
export const isLeft = (problem: unknown): boolean =>
  problem instanceof DOMException && (problem.name === 'NotAllowedError' || problem.name === 'AbortError')

/** This device holds a passkey of the account already. */
export const isHeld = (problem: unknown): boolean =>
  problem instanceof DOMException && problem.name === 'InvalidStateError'
