/**
 * Tiny functions that say whether an argument is what a method takes. They run on a foreign page, so
 * they use no array method and no for-in: pages patch Array.prototype and even Object.prototype.
 */

export type Check = (value: unknown) => boolean

/** Own keys, until `visit` says false; then false. */
export function everyKey<T extends object>(object: T, visit: (key: Extract<keyof T, string>) => unknown): boolean {
  const keys = Object.keys(object) as Extract<keyof T, string>[] // safe: for the literals and clones it is given
  for (let i = 0; i < keys.length; i++) if (visit(keys[i]!) === false) return false
  return true
}

const isObject = (value: unknown): value is Record<string, unknown> => Object(value) === value

/** Also for lengths: `/^[^]{0,80}$/` is any text of at most 80 characters. */
export const match =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value)

/** A number, both ends included. */
export const within =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max

/** An object with at least these fields; others are let through, so that a later version may add some. */
export const shape =
  (fields: Record<string, Check>): Check =>
  (value) =>
    isObject(value) && everyKey(fields, (key) => Object.hasOwn(value, key) && fields[key]!(value[key]))

/** An object whose values all pass; an array is one. */
export const record =
  (check: Check): Check =>
  (value) =>
    isObject(value) && everyKey(value, (key) => check(value[key]))

/** Any value: the weighing that every message passes first lets nothing but plain data through. */
export const data: Check = (value) => value !== undefined
