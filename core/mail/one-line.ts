/**
 * What people wrote, on one line: nothing of theirs can start a header or a paragraph, or turn the direction of
 * what follows.
 */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ').trim()

/** Within words from right to left, each is isolated (Unicode FSI and PDI), or its own direction would reorder ours. */
export const isolate = (line: string, dir: 'ltr' | 'rtl'): string =>
  line && dir === 'rtl' ? `\u2068${line}\u2069` : line
