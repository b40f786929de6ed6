import { describe, expect, it } from 'vitest'
import { isClaim } from './drop-claims.ts'

describe('a header that says who is asking', () => {
  it.each([
    'x-tenant-id', 'x-agency-id', 'x-site-id', 'x-user', 'x-user-id', 'x-user-role', 'x-role', 'x-roles', 'x-client-id', 'x_user_id',
    'x-auth-request-user', 'x-authenticated-userid', 'x-forwarded-user', 'x-forwarded-email', 'x-remote-user', 'remote-user',
    'x-original-url', 'x-rewrite-url', 'x-impersonate-user', 'dm-user', 'dm-role', 'dm-agency-id', 'x-admin', 'x-permissions',
  ])('%s is dropped', (name) => expect(isClaim(name)).toBe(true)) // prettier-ignore

  it.each([
    'dm-site', 'dm-request', 'dm-test-clock', 'user-agent', 'x-forwarded-for', 'x-forwarded-proto', 'x-request-id', 'authorization',
    'cookie', 'origin', 'if-match', 'idempotency-key', 'last-event-id', 'content-type', 'x-usercontent', 'x-sitemap',
  ])('%s stays', (name) => expect(isClaim(name)).toBe(false)) // prettier-ignore
})
