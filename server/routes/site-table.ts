/** Core's own addresses of a site. A test reads this table: every row names its permission and its limit. */
import type { NewApiKey } from '@dramac/core/identity/api-keys'
import { createApiKey, listApiKeys, revokeApiKey } from '@dramac/core/identity/api-keys'
import { corePermissions } from '@dramac/core/identity/roles'
import { addDomain, listDomains, removeDomain, verifyDomain } from '@dramac/core/domains/operations'
import type { Prover } from '@dramac/core/domains/prove'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Installation } from '../installation.ts'
import { created, noContent, ok, type SiteRoute } from '../http/route.ts'
import { validate } from '../http/validate.ts'
import { eventsRoute } from './events-route.ts'

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

export function siteTable({ hub, modules, prover }: Installation): readonly SiteRoute[] {
  const permissions = [
    ...Object.keys(corePermissions),
    ...[...modules.values()].flatMap(({ manifest }) => Object.keys(manifest.permissions)),
  ]
  return [...domainRoutes(prover), ...keyRoutes(newKey(permissions)), eventsRoute(hub, modules.keys())]
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
      handle: async ({ ctx, body }) =>
        created(await addDomain(ctx, validate<{ pattern: string }>(newDomain, body, 'body'))),
    },
    {
      method: 'POST',
      path: 'domains/:id/verify',
      permission: 'domains:write',
      limit: 'staff-write',
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
      handle: async ({ ctx, body }) => created(await createApiKey(ctx, validate<NewApiKey>(keySchema, body, 'body'))),
    },
    {
      method: 'DELETE',
      path: 'keys/:id',
      permission: 'keys:write',
      limit: 'staff-write',
      handle: async ({ ctx, params }) => {
        await revokeApiKey(ctx, params['id']!)
        return noContent
      },
    },
  ]
}
