/**
 * An instant as text with its microseconds, for the mark of a cursor: one that is rounded to milliseconds, as values come
 * otherwise, would skip rows. `column` is ours, never a request's.
 */
export const exactInstant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
