/**
 * What a module says of itself. A manifest is data: it serialises to JSON, holds no function, and
 * everything a module needs to be stored, reached and shown follows from it.
 */
import type { JsonSchema, JsonValue } from './wire/json.ts'

interface FieldBase {
  readonly label?: string
  /** Must be given on create. A field that is not required and has no default may be null. */
  readonly required?: boolean
  readonly default?: JsonValue
  /** Written by the system or an operation, never by a REST write. */
  readonly readonly?: boolean
  /** Personal data of this kind: drives export, erasure and log redaction. */
  readonly personal?: 'contact' | 'text'
  /** Never leaves in an export. A name that sounds like a secret must say whether it is one. */
  readonly secret?: boolean
  /** Identities of this module's rows stand inside its text or JSON: they change along when rows are copied. */
  readonly holdsIds?: boolean
}

export type Field = FieldBase &
  (
    | { readonly type: 'text'; readonly maxLength?: number }
    | { readonly type: 'slug' | 'email' | 'phone' | 'zone' | 'locale' | 'color' | 'date' | 'boolean' | 'instant' }
    | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
    | { readonly type: 'minutes'; readonly min?: number; readonly max?: number }
    /** `{ minor, currency }` in the API; `<name>_minor bigint` and `<name>_currency text` in the table. */
    | { readonly type: 'money' }
    /** Text held to a list by a check constraint: enums of the database are not leakproof. */
    | { readonly type: 'choice'; readonly options: readonly string[] }
    | { readonly type: 'json'; readonly schema: JsonSchema }
    | { readonly type: 'reference'; readonly entity: string; readonly onDelete: 'restrict' | 'cascade' }
  )

/** A named move between states; anything else is refused with the moves that are allowed. */
export interface Transition {
  readonly from: readonly string[]
  readonly to: string
  readonly permission: string
  /** The event it leaves, in full: `booking.booking.confirmed`. */
  readonly event: string
  /** Happens only inside an operation; no endpoint of its own. */
  readonly internal?: boolean
  /** What its endpoint takes beside the record; nothing when absent. */
  readonly input?: JsonSchema
}

export interface StateMachine {
  readonly initial: readonly string[]
  readonly states: readonly string[]
  readonly transitions: Readonly<Record<string, Transition>>
}

/**
 * The allocation kernel: rows of this entity claim a resource for a time. PostgreSQL refuses two
 * overlapping live claims of one resource, each widened by its own buffers.
 */
export interface AllocationUse {
  /** Entity whose rows are claimed. */
  readonly resource: string
  /** Entity whose rows claim. */
  readonly holder: string
  /** No claim is longer, buffers and all: only so far back can one have begun that still goes on. */
  readonly longestMinutes: number
}

export interface Entity {
  readonly label: string
  /** snake_case; the table, and in kebab-case the REST collection. */
  readonly plural: string
  readonly fields: Readonly<Record<string, Field>>
  readonly unique?: readonly (readonly string[])[]
  /** Fields that lists may be filtered and sorted by; each gets an index behind the tenant. */
  readonly indexed?: readonly string[]
  readonly states?: StateMachine
  readonly allocation?: AllocationUse
  /** Its rows are what customers did, not how the business is set up: a copy of the site begins without them. */
  readonly transactional?: boolean
  /** Permissions; an entity without `write` is written by operations only. */
  readonly access: { readonly read: string; readonly write?: string }
}

export interface Action {
  readonly label: string
  /** Visitors may call it through a widget; else `permission` decides. */
  readonly public?: boolean
  readonly permission: string
  readonly limit: LimitName
  readonly idempotent?: boolean
  readonly input: JsonSchema
  readonly output: JsonSchema
}

/** A named query with a fixed projection. */
export interface Read {
  readonly label: string
  readonly public?: boolean
  readonly permission: string
  readonly limit: LimitName
  readonly query: JsonSchema
  readonly output: JsonSchema
}

export interface WidgetAttribute {
  readonly label: string
  /** All that it may be; the first holds when it is absent. */
  readonly options?: readonly string[]
  /** REST plural of the entity whose `slug` it names: who chooses it is shown names. */
  readonly records?: string
}

export interface Widget {
  readonly label: string
  /** The custom element inside the frame; also, without the frame, on our own pages. */
  readonly element: string
  /** Attributes a host page may set, each a string. */
  readonly attributes: Readonly<Record<string, WidgetAttribute>>
  /** Events it raises for the host page beside the `dm-…` of every widget. */
  readonly events: readonly string[]
  /** Permissions-Policy features of the frame, least. */
  readonly allow: readonly string[]
  /** Public reads and actions that its token may call. */
  readonly calls: readonly string[]
  /** Height in px to reserve at widths of 320, 640 and 960 px. */
  readonly heights: readonly [number, number, number]
}

/** A staff screen: an element shown by the dashboard under the module's name. */
export interface Screen {
  readonly label: string
  readonly element: string
  readonly icon: string
  readonly permission: string
}

export interface Manifest {
  readonly slug: string
  readonly version: string
  readonly label: string
  readonly description: string
  readonly permissions: Readonly<Record<string, string>>
  readonly entities: Readonly<Record<string, Entity>>
  readonly actions: Readonly<Record<string, Action>>
  readonly reads: Readonly<Record<string, Read>>
  /** Events and the JSON Schema of their payload. */
  readonly events: Readonly<Record<string, JsonSchema>>
  readonly jobs: Readonly<Record<string, { readonly label: string }>>
  readonly widgets: Readonly<Record<string, Widget>>
  readonly screens: Readonly<Record<string, Screen>>
  /** Labels in other languages, by language and by the label as it stands above. */
  readonly translations?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Rate limits by name; the numbers stand in core/limits. */
export type LimitName = 'public-read' | 'public-write' | 'public-hold' | 'staff-read' | 'staff-write' | 'sign-in'

export function defineManifest<const M extends Manifest>(manifest: M): M {
  return manifest
}

export interface Money {
  /** In the smallest unit of the currency. */
  minor: number
  /** ISO 4217. */
  currency: string
}

type ValueOf<F extends Field> = F extends { type: 'integer' | 'minutes' }
  ? number
  : F extends { type: 'boolean' }
    ? boolean
    : F extends { type: 'money' }
      ? Money
      : F extends { type: 'choice'; options: readonly (infer O)[] }
        ? O
        : F extends { type: 'json' }
          ? JsonValue
          : string

type IsFilled<F extends Field> = F extends { required: true } ? true : F extends { default: JsonValue } ? true : false

type EntityName<M extends Manifest> = Extract<keyof M['entities'], string>
type FieldsOf<M extends Manifest, E extends EntityName<M>> = M['entities'][E]['fields']
type StateOf<M extends Manifest, E extends EntityName<M>> = M['entities'][E] extends {
  states: { states: readonly (infer S)[] }
}
  ? { state: S }
  : unknown

/** A stored row as the API shows it: camelCase, ISO 8601 instants in UTC, `version` for If-Match. */
export type RecordOf<M extends Manifest, E extends EntityName<M>> = {
  -readonly [K in keyof FieldsOf<M, E>]: IsFilled<FieldsOf<M, E>[K]> extends true
    ? ValueOf<FieldsOf<M, E>[K]>
    : ValueOf<FieldsOf<M, E>[K]> | null
} & StateOf<M, E> & { id: string; createdAt: string; updatedAt: string; version: number }

/** What an insert takes: required fields, the rest as wished. */
export type NewRecordOf<M extends Manifest, E extends EntityName<M>> = {
  -readonly [K in keyof FieldsOf<M, E> as FieldsOf<M, E>[K] extends { required: true } ? K : never]: ValueOf<
    FieldsOf<M, E>[K]
  >
} & {
  -readonly [K in keyof FieldsOf<M, E> as FieldsOf<M, E>[K] extends { required: true } ? never : K]?:
    ValueOf<FieldsOf<M, E>[K]> | null | undefined
} & Partial<StateOf<M, E>> & { id?: string }
