/** What super admins do, below `/v1/platform`. To everybody else there is nothing here. */
import { changeAgencyState, changePlan, getAnyAgency, type AgencyTransition } from '@dramac/core/agencies/govern-agency'
import { listAgencies, type AgencyQuery } from '@dramac/core/agencies/list-agencies'
import type { Installation } from '../installation.ts'
import { limitRoutes } from './limit-routes.ts'
import { operationsRoutes } from './operations-routes.ts'
import { impersonationRoute } from './impersonation-routes.ts'
import { brandRoutes } from './brand-routes.ts'
import { mailLogRoute, suppressionRoutes } from './mail-log-routes.ts'
import { searchUsers, type UserQuery } from '@dramac/core/agencies/search-users'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { ok, requireVersion, type Saying, type SiteRoute } from '../http/route.ts'
import { listSchema } from './list-schema.ts'

const reading = { permission: 'platform:read', limit: 'staff-read' } as const
const writing = { permission: 'platform:write', limit: 'staff-write' } as const

const reason: JsonSchema = {
  type: 'object',
  required: ['reason'],
  properties: { reason: { type: 'string', minLength: 1, maxLength: 500, pattern: '\\S' } },
}

export function platformTable(installation: Installation): readonly SiteRoute[] {
  return [
    ...operationsRoutes(installation),
    ...limitRoutes(installation),
    {
      ...reading,
      method: 'GET',
      path: 'agencies',
      query: listSchema({ state: { type: 'string', enum: ['active', 'suspended', 'closed'] } }),
      handle: async ({ ctx, query }: Saying<unknown, AgencyQuery>) => ok(await listAgencies(ctx, query)),
    },
    impersonationRoute(installation, 'platform:impersonate'),
    ...brandRoutes(installation),
    mailLogRoute,
    ...suppressionRoutes,
    {
      ...reading,
      method: 'GET',
      path: 'agencies/:id',
      handle: async ({ ctx, params }) => ok(await getAnyAgency(ctx, params['id']!)),
    },
    {
      ...writing,
      method: 'PATCH',
      path: 'agencies/:id',
      body: { type: 'object', required: ['plan'], properties: { plan: { type: 'string', maxLength: 60 } } },
      handle: async ({ ctx, params, body, ifMatch }: Saying<{ plan: string }>) => {
        const { plan } = body
        return ok(await changePlan(ctx, { id: params['id']!, plan, version: requireVersion(ifMatch) }))
      },
    },
    transitionRoute('suspend', reason),
    transitionRoute('resume'),
    transitionRoute('close'),
    {
      ...reading,
      method: 'GET',
      path: 'users',
      query: listSchema({ q: { type: 'string', minLength: 1, maxLength: 100 } }),
      handle: async ({ ctx, query }: Saying<unknown, UserQuery>) => ok(await searchUsers(ctx, query)),
    },
  ]
}

const transitionRoute = (transition: AgencyTransition, body?: JsonSchema): SiteRoute => ({
  ...writing,
  method: 'POST',
  path: `agencies/:id/${transition}`,
  ...(body ? { body } : {}),
  handle: async ({ ctx, params, body: said }: Saying<{ reason?: string }>) =>
    ok(await changeAgencyState(ctx, { id: params['id']!, transition, ...said })),
})
