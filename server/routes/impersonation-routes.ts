/** Acting as somebody else, and back. */
import { DmError } from '@dramac/contract/wire/errors'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { endImpersonation, startImpersonation, type Impersonation } from '@dramac/core/identity/impersonation'
import type { Installation } from '../installation.ts'
import { cookieOf, type PersonRoute } from '../http/person-route.ts'
import { ok, type SiteRoute } from '../http/route.ts'
import { describeOpened } from './describe-session.ts'

const impersonation: JsonSchema = {
  type: 'object',
  required: ['userId', 'reason'],
  properties: {
    userId: { type: 'string', format: 'uuid' },
    reason: { type: 'string', minLength: 3, maxLength: 500, pattern: '\\S' },
  },
}

/** Of an agency, or of the platform. */
export const impersonationRoute = (
  installation: Installation,
  permission: 'clients:impersonate' | 'platform:impersonate',
): SiteRoute => ({
  method: 'POST',
  path: 'impersonations',
  permission,
  limit: 'staff-write',
  body: impersonation,
  inPersonOnly: true,
  async handle({ ctx, person, body }) {
    if (!person) throw new DmError('FORBIDDEN', 'core.person_needed')
    const session = await startImpersonation(ctx, person, body as Impersonation) // as the schema says
    return ok(await describeOpened(installation, session), { 'Set-Cookie': cookieOf(installation, session) })
  },
})

export const endImpersonationRoute = (installation: Installation): PersonRoute => ({
  method: 'DELETE',
  path: '/v1/session/impersonation',
  permission: 'session',
  limit: 'staff-write',
  async handle({ desk, session }) {
    const own = await endImpersonation(desk, session)
    return { ...ok(await describeOpened(installation, own)), session: own }
  },
})
