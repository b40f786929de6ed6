/** Passwords that are tried first because they were taken elsewhere. */
import { createHash } from 'node:crypto'
import { frequentPasswords } from './frequent-passwords.ts'

export interface BreachedPasswords {
  has(password: string): Promise<boolean>
}

/** The list that ships with the program: what is common, and what differs from it by case, digits and signs at its end. */
export const localBreaches: BreachedPasswords = {
  async has(password) {
    const plain = password.toLowerCase()
    return frequentPasswords.has(plain) || frequentPasswords.has(plain.replace(/[\d\W_]+$/, '')) || isRun(plain)
  },
}

/** One sign over and over, or signs that follow each other. */
function isRun(text: string): boolean {
  const steps = new Set([...text].slice(1).map((sign, index) => sign.codePointAt(0)! - text.codePointAt(index)!))
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0]!)
}

const answerMs = 1500

/**
 * A service that answers `<rest of the hash>:<count>` lines to the first five digits of a SHA-1: it never learns the password.
 * One that does not answer keeps nobody from choosing a password.
 */
export function createRangeBreaches(url: string): BreachedPasswords {
  return {
    async has(password) {
      if (await localBreaches.has(password)) return true
      const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
      try {
        const reply = await fetch(`${url}/${hash.slice(0, 5)}`, {
          headers: { 'Add-Padding': 'true' },
          signal: AbortSignal.timeout(answerMs),
        })
        const lines = reply.ok ? (await reply.text()).split(/\r?\n/) : []
        return lines.some((line) => line.startsWith(`${hash.slice(5)}:`) && !line.endsWith(':0'))
      } catch {
        return false
      }
    },
  }
}
