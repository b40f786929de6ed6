/** Random secrets and the hashes we keep of them. 256 random bits need no slow hash. */
import { createHash, randomBytes } from 'node:crypto'

export const newSecret = (): string => randomBytes(32).toString('base64url')

export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** Lowercase base32, five bits a letter: fit for a host label and for reading aloud. */
export const newLabel = (length = 16): string => [...randomBytes(length)].map((byte) => alphabet[byte % 32]).join('')
