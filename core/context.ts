/** What an operation is given: who asks, for which tenant, at what time. Eight members at most. */
import type { Grant } from './access/can.ts'
import type { MovableTx, SqlValue, Statement, TenantTx } from './db/tx.ts'
import type { Emit } from './events/emit.ts'

export type Principal =
  | {
      readonly kind: 'user'
      readonly userId: string
      readonly grants: readonly Grant[]
      /** Who acts as this person. */
      readonly impersonatorId?: string
    }
  | {
      readonly kind: 'key'
      readonly keyId: string
      readonly siteId: string
      readonly permissions: ReadonlySet<string>
      readonly test: boolean
    }
  | {
      readonly kind: 'visitor'
      readonly siteKeyId: string
      readonly siteId: string
      readonly origin: string
      readonly calls: ReadonlySet<string>
    }
  | { readonly kind: 'job'; readonly job: string }

/** Of an agency's own place, both are the agency's; of the platform's, nobody's. */
export interface Tenant {
  readonly agencyId: string
  readonly siteId: string
  /** Whose the site is, where that decides who may do what. */
  readonly clientId?: string | null
}

export interface Context {
  readonly principal: Principal
  readonly tenant: Tenant
  /** The operation's time; a test key may set it. */
  readonly now: () => Date
  /** The rows of one statement, looked up in a single round trip. */
  readonly rows: <Row>(statement: Statement, values: readonly SqlValue[]) => Promise<Row[]>
  /** Looks without changing; what it finds is not the answer that a repeated request gets. */
  readonly read: <R>(work: (tx: TenantTx) => Promise<R>) => Promise<R>
  /** Everything said to be done is written in one transaction with its cause. */
  readonly transaction: <R>(work: (tx: MovableTx, emit: Emit) => Promise<R>) => Promise<R>
  /** Signs and opens the tokens of links. */
  readonly sealer: Sealer
  /** Addresses that links need. */
  readonly links: Links
}

export interface Sealer {
  /** A token of `facts` for one purpose; valid until `expiresAt` (absent: until revoked by its facts). */
  seal(purpose: string, facts: Record<string, string>, expiresAt?: Date): string
  /** The facts, or undefined for a tampered, foreign or expired token. */
  open(purpose: string, token: string, now: Date): Record<string, string> | undefined
  /** The same text gives the same digest in this installation, and tells nobody else anything. */
  digest(purpose: string, text: string): Buffer
  /** For what must be read again but by this installation only. */
  encrypt(purpose: string, text: string): Buffer
  /** Undefined for what was tampered with, or is of another purpose or installation. */
  decrypt(purpose: string, sealed: Buffer): string | undefined
}

export interface Links {
  /** A widget's own page, for the person who holds the token; `path` is `<module>/<widget>`, `label` the site's frame label. */
  visitorPage(label: string, path: string, token: string): string
  /** A page of the app's own origin; `path` begins with `/`. */
  app(path: string): string
  /** Where the installation's mail comes from. */
  readonly mailAddress: string
}
