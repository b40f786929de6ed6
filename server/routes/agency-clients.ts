/** An agency's clients. */
import { archiveClient, restoreClient } from '@dramac/core/clients/archive-client'
import {
  createClient,
  getClient,
  listClients,
  updateClient,
  type ClientQuery,
  type NewClient,
} from '@dramac/core/clients/clients'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { created, ok, requireVersion, type Saying, type SiteRoute } from '../http/route.ts'
import { listSchema, tagsSchema } from './list-schema.ts'

const text = (maxLength: number): JsonSchema => ({ type: ['string', 'null'], maxLength })

/** A portal opens what modules do, and nothing of the agency's. */
const clientProperties = (portalPermissions: string[]): JsonSchema => ({
  name: { type: 'string', minLength: 1, maxLength: 120, pattern: '\\S' },
  slug: { type: 'string', maxLength: 80 },
  company: text(200),
  contactEmail: { type: ['string', 'null'], format: 'email', maxLength: 254 },
  contactPhone: text(40),
  notes: text(10_000),
  tags: tagsSchema,
  portalEnabled: { type: 'boolean' },
  portalPermissions: { type: 'array', uniqueItems: true, items: { type: 'string', enum: portalPermissions } },
})

const query = listSchema({
  state: { type: 'string', enum: ['active', 'archived'] },
  q: { type: 'string', minLength: 1, maxLength: 100 },
  tag: { type: 'string', minLength: 1, maxLength: 40 },
})

export function clientRoutes(portalPermissions: string[]): readonly SiteRoute[] {
  const properties = clientProperties(portalPermissions)
  const reading = { permission: 'clients:read', limit: 'staff-read' } as const
  const writing = { permission: 'clients:write', limit: 'staff-write' } as const
  return [
    {
      ...reading,
      method: 'GET',
      path: 'clients',
      query,
      handle: async ({ ctx, query: asked }: Saying<unknown, ClientQuery>) => ok(await listClients(ctx, asked)),
    },
    {
      ...writing,
      method: 'POST',
      path: 'clients',
      body: { type: 'object', required: ['name'], properties },
      handle: async ({ ctx, body }: Saying<NewClient>) => created(await createClient(ctx, body)),
    },
    {
      ...reading,
      method: 'GET',
      path: 'clients/:id',
      handle: async ({ ctx, params }) => ok(await getClient(ctx, params['id']!)),
    },
    {
      ...writing,
      method: 'PATCH',
      path: 'clients/:id',
      body: { type: 'object', minProperties: 1, properties },
      handle: async ({ ctx, params, body, ifMatch }: Saying<Partial<NewClient>>) => {
        const change = { id: params['id']!, patch: body, version: requireVersion(ifMatch) }
        return ok(await updateClient(ctx, change))
      },
    },
    {
      ...writing,
      method: 'POST',
      path: 'clients/:id/archive',
      handle: async ({ ctx, params }) => ok(await archiveClient(ctx, params['id']!)),
    },
    {
      ...writing,
      method: 'POST',
      path: 'clients/:id/restore',
      handle: async ({ ctx, params }) => ok(await restoreClient(ctx, params['id']!)),
    },
  ]
}
