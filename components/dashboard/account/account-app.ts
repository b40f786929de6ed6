/** What every page of a person's own account is given. */
import type { Api } from '../../app/api.ts'
import type { ResourceCache } from '../../app/resource.ts'
import type { ToastOptions } from '../../app/toasts.ts'
import type { Language } from '../../app/words.ts'
import type { DashboardWords } from '../dashboard-words.ts'
import type { IdentityWords } from '../identity/identity-words.ts'
import type { Passkeys } from '../identity/passkeys.ts'
import type { Session } from '../session.ts'

export interface AccountApp {
  readonly api: Api
  readonly cache: ResourceCache
  readonly words: DashboardWords
  readonly session: Session
  readonly passkeys: Passkeys
  toast(text: string, options?: ToastOptions): void
  speak(language: Language): void
}

export interface AccountPageApp extends AccountApp {
  readonly words: IdentityWords
}

/** `GET /v1/me`. */
export interface Me {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly emailVerified: boolean
  /** Asked for and not yet proven. */
  readonly pendingEmail?: string | null
  readonly locale: string
  readonly zone: string
  readonly hasPassword: boolean
  readonly totp: boolean
  readonly recoveryCodesLeft: number
  readonly passkeys: number
}
