/** Core's own addresses of a site. A test reads this table: every row names its permission and its limit. */
import { listRequests, type RequestQuery } from '@dramac/core/audit/list-requests'
import type { NewApiKey } from '@dramac/core/identity/api-keys'
import { createApiKey, listApiKeys, revokeApiKey } from '@dramac/core/identity/api-keys'
import { grantablePermissions } from '@dramac/core/access/permissions'
import { addDomain, listDomains, removeDomain, verifyDomain } from '@dramac/core/domains/operations'
import type { Prover } from '@dramac/core/domains/prove'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Installation } from '../installation.ts'
import { created, noContent, ok, type Saying, type SiteRoute } from '../http/route.ts'
import { siteAudits } from './audit-routes.ts'
import { brandRoutes } from './brand-routes.ts'
import { eventsRoute } from './events-route.ts'
import { moduleAccessRoutes, moduleGrantRoutes } from './module-grant-routes.ts'
import { mailLogRoute } from './mail-log-routes.ts'
import { exportRoutes, importRoutes } from './exchange-routes.ts'

const page = (data: readonly unknown[]) => ok({ data, nextCursor: null })

const newDomain: JsonSchema = {
  type: 'object',
  required: ['pattern'],
  properties: { pattern: { type: 'string', minLength: 1, maxLength: 300 } },
}

const newKey = (permissions: string[]): JsonSchema => ({
  type: 'object',
  required: ['label', 'permissions'],
  properties: {
    label: { type: 'string', minLength: 1, maxLength: 80 },
    mode: { type: 'string', enum: ['live', 'test'], default: 'live' },
    permissions: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', enum: permissions } },
  },
})

export function siteTable(installation: Installation): readonly SiteRoute[] {
  const { hub, modules, prover } = installation
  const permissions = grantablePermissions(
    'site',
    [...modules.values()].flatMap(({ manifest }) => Object.keys(manifest.permissions)),
  )
  return [
    ...domainRoutes(prover),
    ...keyRoutes(newKey(permissions)),
    ...exportRoutes(installation),
    ...importRoutes(installation),
    requestsRoute,
    siteAudits,
    eventsRoute(hub, modules.keys()),
    ...brandRoutes(installation),
    mailLogRoute,
    ...moduleGrantRoutes(installation),
    ...moduleAccessRoutes(installation),
  ]
}

function domainRoutes(prover: Prover): SiteRoute[] {
  return [
    {
      method: 'GET',
      path: 'domains',
      permission: 'domains:read',
      limit: 'staff-read',
      handle: async ({ ctx }) => page(await listDomains(ctx)),
    },
    {
      method: 'POST',
      path: 'domains',
      permission: 'domains:write',
      limit: 'staff-write',
      needsVerifiedEmail: true,
      body: newDomain,
      handle: async ({ ctx, body }: Saying<{ pattern: string }>) => created(await addDomain(ctx, body)),
    },
    {
      method: 'POST',
      path: 'domains/:id/verify',
      permission: 'domains:write',
      limit: 'staff-write',
      needsVerifiedEmail: true,
      handle: async ({ ctx, params }) => ok(await verifyDomain(ctx, { id: params['id']! }, prover)),
    },
    {
      method: 'DELETE',
      path: 'domains/:id',
      permission: 'domains:write',
      limit: 'staff-write',
      handle: async ({ ctx, params }) => {
        await removeDomain(ctx, { id: params['id']! })
        return noContent
      },
    },
  ]
}

function keyRoutes(keySchema: JsonSchema): SiteRoute[] {
  return [
    {
      method: 'GET',
      path: 'keys',
      permission: 'keys:read',
      limit: 'staff-read',
      handle: async ({ ctx }) => page(await listApiKeys(ctx)),
    },
    {
      method: 'POST',
      path: 'keys',
      permission: 'keys:write',
      limit: 'staff-write',
      inPersonOnly: true,
      body: keySchema,
      handle: async ({ ctx, body }: Saying<NewApiKey>) => created(await createApiKey(ctx, body)),
    },
    {
      method: 'DELETE',
      path: 'keys/:id',
      permission: 'keys:write',
      limit: 'staff-write',
      inPersonOnly: true,
      handle: async ({ ctx, params }) => {
        await revokeApiKey(ctx, params['id']!)
        return noContent
      },
    },
  ]
}

/** Every request of the site's API and frames: the refused ones tell why a widget does not show. */
const requestsRoute: SiteRoute = {
  method: 'GET',
  path: 'requests',
  permission: 'requests:read',
  limit: 'staff-read',
  query: {
    type: 'object',
    properties: {
      refused: { type: 'boolean', default: false },
      limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      cursor: { type: 'string', maxLength: 600 },
    },
  },
  handle: async ({ ctx, query }: Saying<unknown, RequestQuery>) => ok(await listRequests(ctx, query)),
}
