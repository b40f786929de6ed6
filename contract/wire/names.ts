/** Names that two sides must spell alike. Visitors can see them, so they carry the neutral prefix `dm`. */

/** The environment a key belongs to: test keys may set the clock, live keys never. */
export type KeyMode = 'live' | 'test'

export const keyPrefix = {
  public: { live: 'dm_pk_live_', test: 'dm_pk_test_' },
  secret: { live: 'dm_sk_live_', test: 'dm_sk_test_' },
  webhook: { live: 'dm_wh_live_', test: 'dm_wh_test_' },
} as const

export const header = {
  requestId: 'Dm-Request-Id',
  testClock: 'Dm-Test-Clock',
  /** Slug or identity of the site that a request is about, where its path names none. */
  site: 'Dm-Site',
  idempotencyKey: 'Idempotency-Key',
  lastEventId: 'Last-Event-ID',
} as const

export const sessionCookie = 'dm_session'

/** Told instead of events that nobody can tell: ask anew. No type of an event, for those have dots. */
export const resetEvent = 'reset'

/** Names of the errors an embedding page can see in `dm-error`. */
export const embedErrors = {
  E_DOMAIN: 'This website is not verified for the widget.',
  E_BLOCKED: 'The frame was blocked by a header, a policy or an extension.',
  E_NETWORK: 'The frame did not load.',
  E_OFFLINE: 'The browser is offline.',
  E_VERSION: 'The page carries a version of the script that the widget no longer speaks.',
  E_CONFIG: 'The element or the script tag lacks what it needs.',
  E_MODULE: 'The module is not enabled for this website.',
  E_UNAVAILABLE: 'The website’s services are paused at the moment.',
  E_TOKEN: 'The widget could not prove where it stands.',
} as const

export type EmbedErrorCode = keyof typeof embedErrors
