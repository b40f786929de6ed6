/** How many requests of each kind one caller may make in a window; data, so that a plan can change it. */
import type { LimitName } from '@dramac/contract/manifest'

export interface Limit {
  readonly windowSeconds: number
  /** Of one address, session or widget token. */
  readonly requests: number
  /** Of one secret API key: a program serves many people. */
  readonly keyRequests: number
}

export const limits: Record<LimitName, Limit> = {
  'public-read': { windowSeconds: 60, requests: 600, keyRequests: 12_000 },
  'public-write': { windowSeconds: 60, requests: 60, keyRequests: 3_000 },
  'staff-read': { windowSeconds: 60, requests: 1_200, keyRequests: 12_000 },
  'staff-write': { windowSeconds: 60, requests: 300, keyRequests: 3_000 },
  'sign-in': { windowSeconds: 60, requests: 10, keyRequests: 10 },
}
