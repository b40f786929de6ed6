/** How many requests of each kind one caller may make in a window, and what holds while nodes cannot share their counts. */
import type { LimitName } from '@dramac/contract/manifest'

/** What a module may name, and what only the door counts. */
export type LimitKind =
  | LimitName
  | 'export'
  | 'upload'
  | 'staff-mail'
  | 'inbound-webhook'
  | 'sign-in-account'
  | 'account-mail'
  | 'auth-misc'
  | 'credentials'
  | 'client-errors'

/**
 * While the shared counters cannot be reached. `refuse`: nobody passes, because whoever guesses would begin anew at every
 * node. `share`: each node counts alone and lets its part of the whole through. `open`: each node counts alone and lets the
 * whole through, so that nobody who only looks is stopped.
 */
export type Outage = 'refuse' | 'share' | 'open'

/**
 * Whose requests are counted together. `caller`: one person, key or widget token, or the network of who is none of them.
 * `account`: one address of mail, or the person that it belongs to.
 */
export type CountedBy = 'caller' | 'network' | 'account'

export interface Limit {
  readonly windowSeconds: number
  readonly requests: number
  /** Of one secret API key: a program serves many people. */
  readonly keyRequests: number
  readonly of: CountedBy
  readonly outage: Outage
}

const minute = 60
const hour = 3600

export const limits: Record<LimitKind, Limit> = {
  'public-read': { windowSeconds: minute, requests: 600, keyRequests: 12_000, of: 'caller', outage: 'open' },
  'public-write': { windowSeconds: minute, requests: 60, keyRequests: 3_000, of: 'caller', outage: 'share' },
  // What is held keeps others out for minutes, so one address may not hold a whole week.
  'public-hold': { windowSeconds: 300, requests: 30, keyRequests: 15_000, of: 'caller', outage: 'share' },
  'staff-read': { windowSeconds: minute, requests: 1_200, keyRequests: 12_000, of: 'caller', outage: 'open' },
  'staff-write': { windowSeconds: minute, requests: 300, keyRequests: 3_000, of: 'caller', outage: 'share' },
  // Each reads or writes a whole site.
  export: { windowSeconds: hour, requests: 10, keyRequests: 10, of: 'caller', outage: 'share' },
  upload: { windowSeconds: minute, requests: 5, keyRequests: 5, of: 'caller', outage: 'share' },
  /** Mail that somebody of the team has sent by asking. */
  'staff-mail': { windowSeconds: hour, requests: 100, keyRequests: 100, of: 'caller', outage: 'share' },
  /** Of what other services tell: only what they did not sign stays counted. */
  'inbound-webhook': { windowSeconds: minute, requests: 30, keyRequests: 30, of: 'network', outage: 'share' },
  'sign-in': { windowSeconds: minute, requests: 5, keyRequests: 5, of: 'network', outage: 'refuse' },
  /** Of one account, from wherever: only failures stay counted. */
  'sign-in-account': { windowSeconds: 900, requests: 5, keyRequests: 5, of: 'account', outage: 'refuse' },
  /** Everything else by which people prove who they are, of one network. */
  'auth-misc': { windowSeconds: minute, requests: 15, keyRequests: 15, of: 'network', outage: 'refuse' },
  /** Mail that anybody can ask for at one address. */
  'account-mail': { windowSeconds: hour, requests: 5, keyRequests: 5, of: 'account', outage: 'refuse' },
  /** What one network's pages may say that went wrong in them. */
  'client-errors': { windowSeconds: minute, requests: 20, keyRequests: 20, of: 'network', outage: 'share' },
  // Keys and cookies of one address that had to be looked up: nobody guesses faster. Every reader passes here again and again,
  // so refusing would stop those who only look; and none of these secrets can be guessed at any rate that a node serves.
  credentials: { windowSeconds: minute, requests: 1_200, keyRequests: 1_200, of: 'network', outage: 'share' },
}

export const isLimitKind = (name: string): name is LimitKind => Object.hasOwn(limits, name)
