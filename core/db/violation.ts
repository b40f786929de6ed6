/** What PostgreSQL says of a row that it refused; nothing of what is no error of its own. */
interface Violation {
  /** SQLSTATE. */
  readonly code?: string
  readonly constraint?: string
  /** Of PostgreSQL's source, the same in every language. */
  readonly routine?: string
}

export const violationOf = (error: unknown): Violation => Object(error) as Violation // only read
