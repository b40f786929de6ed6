export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** A JSON Schema (draft 2020-12) as data. */
export type JsonSchema = { [keyword: string]: JsonValue }
