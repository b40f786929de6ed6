/** What every page is given that stands before the dashboard. */
import type { Api } from '../../app/api.ts'
import type { Language } from '../../app/words.ts'
import type { DashboardWords } from '../dashboard-words.ts'
import type { IdentityWords } from '../identity/identity-words.ts'
import type { Passkeys } from '../identity/passkeys.ts'
import type { Session } from '../session.ts'
import type { Brand } from './brand.ts'

export interface EntryApp {
  /** A refusal ends no session here: it is the answer. */
  readonly api: Api
  readonly words: DashboardWords
  /** Undefined where nobody has said whose door it is. */
  readonly brand: Brand | undefined
  readonly passkeys: Passkeys
  /** Typed on one page, wanted on the next. */
  readonly memory: { email: string }
  /** From the address of the mail that led here; empty without one. */
  readonly token: string
  go(path: string): void
  speak(language: Language): void
}

export interface EntryPageApp extends EntryApp {
  readonly words: IdentityWords
}

/** Whoever it is may go in. */
export class SignedInEvent extends Event {
  readonly session: Session
  /** Where they wanted to go, as the server allows it. */
  readonly next: string | undefined

  constructor(session: Session, next?: string) {
    super('dm-signed-in', { bubbles: true, composed: true })
    this.session = session
    this.next = next
  }
}

/** The session was ended here, and the page goes on without it. */
export class SignedOutEvent extends Event {
  constructor() {
    super('dm-signed-out', { bubbles: true, composed: true })
  }
}

/** What the server says of the person has changed. */
export class SessionChangedEvent extends Event {
  constructor() {
    super('dm-session-changed', { bubbles: true, composed: true })
  }
}
