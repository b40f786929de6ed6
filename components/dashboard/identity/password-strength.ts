/** How hard a password would be to guess, roughly: a hint while somebody types. The server has the last word. */

export const leastLength = 10

/** 0: too short or of the first that anyone would try; 4: strong. */
export type Strength = 0 | 1 | 2 | 3 | 4

const known =
  /pass ?w(or|0r)t?d|passwort|qwert|asdf|letmein|welcome|willkommen|admin|iloveyou|abc123|12345|00000|11111/i

/** `own`: what others know of the person: name, address, agency. */
export function rateStrength(password: string, own: readonly string[] = []): Strength {
  const characters = [...password]
  if (characters.length < leastLength) return 0
  const pieces = own.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((piece) => piece.length > 2)
  const bare = pieces.reduce((rest, piece) => rest.replaceAll(piece, ''), password.toLowerCase())
  const worth = countSurprises(bare.replace(known, ''))
  if (worth < 6) return 0
  const kinds = [/\p{Ll}|\p{Lo}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length
  const points = worth + 2 * (kinds - 1)
  return points < 10 ? 1 : points < 14 ? 2 : points < 19 ? 3 : 4
}

/** Characters that neither repeat nor go on from the one before. */
function countSurprises(text: string): number {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const fresh = codes.filter((code, index) => index === 0 || Math.abs(code - (codes[index - 1] ?? 0)) > 1)
  return Math.min(fresh.length, 2.5 * new Set(fresh).size)
}
