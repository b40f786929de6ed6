/**
 * A type of mail as one declaration: to whom it speaks, what it must be told, an example of that, and its words.
 * The type of its facts follows from it, so a mail that lacks one does not compile; what a program could still get
 * wrong is refused before anything is queued.
 */

/** Decides whose brand it carries: the site's, the agency's, the platform's. */
export type Audience = 'customer' | 'staff' | 'platform'

/** Security mail is always sent; optional and marketing mail can be stopped by whoever gets it. */
export type Category = 'security' | 'transactional' | 'optional' | 'marketing'

export interface MailItem {
  readonly title: string
  readonly text: string
  readonly url: string
}

interface FactValues {
  text: string
  /** Absolute, http or https. A mail's action leads to the one called `link`. */
  link: string
  minutes: number
  hours: number
  count: number
  instant: Date
  items: readonly MailItem[]
}

/** What a fact is; a list of words when it is one of them. */
export type FactKind = keyof FactValues | readonly string[]
export type FactKinds = Readonly<Record<string, FactKind>>

export type FactsOf<F> = {
  readonly [Name in keyof F]: F[Name] extends keyof FactValues
    ? FactValues[F[Name]]
    : F[Name] extends readonly (infer Option)[]
      ? Option
      : never
}

export const languages = ['en', 'de', 'ar'] as const
export type Language = (typeof languages)[number]

/** `{name}` places are filled with facts; nothing here is markup. */
export interface MailWords {
  readonly subject: string
  readonly heading?: string
  readonly paragraphs: readonly string[]
  /** On the button that leads to `link`. */
  readonly action?: string
  readonly note?: string
  /** How a fact that is one of several words is said. */
  readonly choices?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface MailType<F extends FactKinds = FactKinds, C extends Category = Category> {
  readonly audience: Audience
  readonly category: C
  readonly facts: F
  readonly sample: FactsOf<F>
  readonly words: Readonly<Record<Language, MailWords>>
}

export const defineMail = <const F extends FactKinds, const C extends Category>(type: MailType<F, C>): MailType<F, C> =>
  type

/** Ready to be laid out: in one language, with everything filled in. */
export interface MailContent {
  readonly language: string
  readonly subject: string
  readonly heading?: string
  readonly paragraphs: readonly string[]
  readonly card?: {
    readonly title: string
    readonly rows: readonly (readonly [label: string, value: string])[]
    readonly note?: string
  }
  readonly items?: readonly MailItem[]
  readonly action?: { readonly label: string; readonly url: string }
  readonly note?: string
}
