/** What modules may do with each other's rows: the same addresses for a site and for an agency, and the log of what they did. */
import type { Entity } from '@dramac/contract/manifest'
import type { JsonSchema } from '@dramac/contract/wire/json'
import {
  approveModuleGrant,
  createModuleGrant,
  listModuleGrants,
  revokeModuleGrant,
  type GrantQuery,
  type NewGrant,
} from '@dramac/core/modules/across/grants'
import { listModuleAccesses, type AccessQuery } from '@dramac/core/modules/across/list-accesses'
import { readOther } from '@dramac/core/modules/across/read-other'
import { tryGrant, type Trial } from '@dramac/core/modules/across/try-grant'
import { writeOther } from '@dramac/core/modules/across/write-other'
import { recordSchema } from '@dramac/core/modules/record-schema'
import type { Installation } from '../installation.ts'
import { created, ok, type SiteRequest, type Saying, type SiteRoute } from '../http/route.ts'
import { validate } from '../http/validate.ts'
import { listSchema } from './list-schema.ts'

const slug: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9-]*$', maxLength: 63 }
const names: JsonSchema = {
  type: 'array',
  minItems: 1,
  maxItems: 200,
  uniqueItems: true,
  items: { type: 'string', minLength: 1, maxLength: 63 },
}
const newGrant: JsonSchema = {
  type: 'object',
  required: ['source', 'target', 'tables', 'operations', 'reason'],
  properties: {
    source: slug,
    target: { anyOf: [slug, { const: '*' }] },
    tables: names,
    operations: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', enum: ['read', 'write'] } },
    fields: { ...names, default: ['*'] },
    reason: { type: 'string', minLength: 1, maxLength: 500 },
    expiresAt: { type: 'string', format: 'date-time' },
  },
}
const table: JsonSchema = { type: 'string', minLength: 1, maxLength: 63 }
const trial: JsonSchema = { type: 'object', required: ['table'], properties: { table, target: slug } }

const reading = { permission: 'modules:read', limit: 'staff-read' } as const
const deciding = { permission: 'modules:write', limit: 'staff-write', method: 'POST' } as const

export const moduleGrantRoutes = ({ modules }: Pick<Installation, 'modules'>): SiteRoute[] => [
  {
    ...reading,
    method: 'GET',
    path: 'module-grants',
    query: listSchema({ state: { type: 'string', enum: ['requested', 'granted', 'revoked'] } }),
    handle: async ({ ctx, query }: Saying<unknown, GrantQuery>) => ok(await listModuleGrants(ctx, query)),
  },
  {
    method: 'POST',
    path: 'module-grants',
    permission: ['modules:write', 'modules:request'],
    limit: 'staff-write',
    idempotent: true,
    body: newGrant,
    handle: async ({ ctx, body }: Saying<NewGrant>) => created(await createModuleGrant(ctx, body, modules)),
  },
  {
    ...deciding,
    path: 'module-grants/:id/approve',
    handle: async ({ ctx, params }) => ok(await approveModuleGrant(ctx, params['id']!)),
  },
  {
    ...deciding,
    path: 'module-grants/:id/revoke',
    handle: async ({ ctx, params }) => ok(await revokeModuleGrant(ctx, params['id']!)),
  },
]

/** Of a site alone: a grant tried as the module that has it, which leaves its line in the log. */
export function moduleAccessRoutes({ modules }: Pick<Installation, 'modules'>): SiteRoute[] {
  const schemas = openSchemas()
  const write = async ({ ctx, params, query, body }: SiteRequest) => {
    const asked = { ...(query as unknown as Trial), id: params['id']!, operation: 'write' } as const // as the schema says
    const { crossing, entity } = await tryGrant(ctx, modules, asked)
    const kind = params['row'] === undefined ? 'new' : 'patch'
    const values = entity ? validate<WrittenValues>(schemas(entity, kind), body, 'body') : {}
    return writeOther(ctx, { ...crossing, values, ...(params['row'] === undefined ? {} : { id: params['row'] }) })
  }
  return [
    {
      ...reading,
      method: 'GET',
      path: 'module-grants/:id/rows',
      query: { ...listSchema({ table, target: slug }), required: ['table'] },
      async handle({ ctx, params, query }) {
        const { limit, cursor, ...asked } = query as unknown as Trial & { limit: number; cursor?: string } // as the schema says
        const { crossing } = await tryGrant(ctx, modules, { ...asked, id: params['id']!, operation: 'read' })
        return ok(await readOther(ctx, { ...crossing, limit, ...(cursor === undefined ? {} : { cursor }) }))
      },
    },
    {
      ...deciding,
      path: 'module-grants/:id/rows',
      query: trial,
      body: anyRow,
      handle: async (request) => created(await write(request)),
    },
    {
      ...deciding,
      method: 'PATCH',
      path: 'module-grants/:id/rows/:row',
      query: trial,
      body: anyRow,
      handle: async (request) => ok(await write(request)),
    },
    {
      ...reading,
      method: 'GET',
      path: 'module-accesses',
      query: listSchema({ source: slug, target: slug }),
      handle: async ({ ctx, query }: Saying<unknown, AccessQuery>) => ok(await listModuleAccesses(ctx, query)),
    },
  ]
}

type WrittenValues = Record<string, unknown>
type Schemas = (entity: Entity, kind: 'new' | 'patch') => JsonSchema

/** Held to the entity's own schema once the grant says which entity it is. */
const anyRow: JsonSchema = { type: 'object' }

/** Each made once: what is compiled from it is kept as long as it is. */
function openSchemas(): Schemas {
  const made = { new: new WeakMap<Entity, JsonSchema>(), patch: new WeakMap<Entity, JsonSchema>() }
  return (entity, kind) => {
    const schema = made[kind].get(entity) ?? recordSchema(entity, kind)
    made[kind].set(entity, schema)
    return schema
  }
}
