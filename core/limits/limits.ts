/** How many requests of each kind one caller may make in a window; data, so that a plan can change it. */
import type { LimitName } from '@dramac/contract/manifest'

/** What a module may name, and what only the door counts. */
export type LimitKind =
  LimitName | 'export' | 'sign-in-account' | 'account-mail' | 'auth-misc' | 'credentials' | 'client-errors'

export interface Limit {
  readonly windowSeconds: number
  /** Of one address, session or widget token. */
  readonly requests: number
  /** Of one secret API key: a program serves many people. */
  readonly keyRequests: number
}

export const limits: Record<LimitKind, Limit> = {
  'public-read': { windowSeconds: 60, requests: 600, keyRequests: 12_000 },
  'public-write': { windowSeconds: 60, requests: 60, keyRequests: 3_000 },
  // What is held keeps others out for minutes, so one address may not hold a whole week.
  'public-hold': { windowSeconds: 300, requests: 30, keyRequests: 15_000 },
  'staff-read': { windowSeconds: 60, requests: 1_200, keyRequests: 12_000 },
  'staff-write': { windowSeconds: 60, requests: 300, keyRequests: 3_000 },
  // Each reads or writes a whole site.
  export: { windowSeconds: 3600, requests: 10, keyRequests: 10 },
  'sign-in': { windowSeconds: 60, requests: 5, keyRequests: 5 },
  /** Of one account, from wherever: only failures stay counted. */
  'sign-in-account': { windowSeconds: 900, requests: 5, keyRequests: 5 },
  /** Everything else by which people prove who they are, of one network. */
  'auth-misc': { windowSeconds: 60, requests: 15, keyRequests: 15 },
  /** Mail that anybody can ask for at one address. */
  'account-mail': { windowSeconds: 3600, requests: 5, keyRequests: 5 },
  /** What one network's pages may say that went wrong in them. */
  'client-errors': { windowSeconds: 60, requests: 20, keyRequests: 20 },
  /** Keys and cookies of one address that had to be looked up: nobody guesses faster. */
  credentials: { windowSeconds: 60, requests: 1_200, keyRequests: 1_200 },
}
