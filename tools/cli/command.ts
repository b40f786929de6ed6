export interface Command {
  /** As typed, without its options. */
  readonly words: string
  readonly usage: string
  readonly says: string
  /** Names of options that take a value. */
  readonly options: readonly string[]
  /** @throws UsageError when an option has no such value; Error with a message for people otherwise. */
  run(options: Readonly<Record<string, string | undefined>>): Promise<void>
}

/** Typed wrongly: told together with what would be right. */
export class UsageError extends Error {}
