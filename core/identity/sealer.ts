/** Tokens of links and widgets: facts that anyone may read and nobody else can write. And secrets that nobody else can read. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'
import type { Sealer } from '../context.ts'

interface Payload {
  /** Facts. */
  readonly f: Record<string, string>
  /** Expiry, ms since the epoch. */
  readonly x?: number
}

const nonceBytes = 12
const tagBytes = 16

/** Each purpose has a key of its own, so that a token of one cannot serve another. */
export function createSealer(secret: string): Sealer {
  const keys = new Map<string, KeyObject>()
  const keyOf = (purpose: string): KeyObject => {
    const known =
      keys.get(purpose) ?? createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'dm-seal-1', purpose, 32)))
    keys.set(purpose, known)
    return known
  }
  const sign = (purpose: string, body: string): Buffer => createHmac('sha256', keyOf(purpose)).update(body).digest()
  return {
    digest: sign,
    encrypt(purpose, text) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', keyOf(`encrypt ${purpose}`), nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    decrypt(purpose, sealed) {
      const nonce = sealed.subarray(0, nonceBytes)
      try {
        const decipher = createDecipheriv('aes-256-gcm', keyOf(`encrypt ${purpose}`), nonce)
        decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
        return decipher.update(sealed.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return undefined
      }
    },
    seal(purpose, facts, expiresAt) {
      const payload: Payload = { f: facts, ...(expiresAt ? { x: expiresAt.getTime() } : {}) }
      const body = Buffer.from(JSON.stringify(payload)).toString('base64url')
      return `${body}.${sign(purpose, body).toString('base64url')}`
    },
    open(purpose, token, now) {
      const [body, signature, rest] = token.split('.')
      if (!body || !signature || rest !== undefined) return undefined
      const given = Buffer.from(signature, 'base64url')
      const wanted = sign(purpose, body)
      // One spelling per signature: base64url leaves unused bits that a decoder ignores.
      if (
        given.length !== wanted.length ||
        !timingSafeEqual(given, wanted) ||
        given.toString('base64url') !== signature
      )
        return undefined
      const { f, x } = JSON.parse(Buffer.from(body, 'base64url').toString()) as Payload // signed by us
      return x !== undefined && x <= now.getTime() ? undefined : f
    },
  }
}
