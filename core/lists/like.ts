/** A search word as LIKE reads it: what is special to LIKE is not special to who types it. Null for none. */
export const toLike = (word: string | undefined): string | null =>
  word === undefined ? null : `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
