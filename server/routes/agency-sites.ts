/** An agency's sites, as the agency sees them. What is in a site stands below `/v1/sites/{site}`. */
import { addSite, type AddedSite } from '@dramac/core/sites/managed/add-site'
import {
  changeSiteState,
  moveSite,
  updateSite,
  type SiteFields,
  type SiteTransition,
} from '@dramac/core/sites/managed/change-site'
import { getManagedSite, listManagedSites, type SiteQuery } from '@dramac/core/sites/managed/managed-site'
import { checkSlug } from '@dramac/core/sites/slugs'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Installation } from '../installation.ts'
import { created, ok, requireVersion, type Saying, type SiteRoute } from '../http/route.ts'
import { currencySchema, listSchema, localeSchema, tagsSchema, zoneSchema } from './list-schema.ts'

const id: JsonSchema = { type: 'string', format: 'uuid' }

const siteProperties: JsonSchema = {
  name: { type: 'string', minLength: 1, maxLength: 120, pattern: '\\S' },
  slug: { type: 'string', maxLength: 80 },
  zone: zoneSchema,
  locale: localeSchema,
  currency: currencySchema,
  tags: tagsSchema,
}

const query = listSchema({
  client: id,
  state: { type: 'string', enum: ['active', 'suspended', 'archived'] },
  q: { type: 'string', minLength: 1, maxLength: 100 },
  tag: { type: 'string', minLength: 1, maxLength: 40 },
})

type NewSiteBody = Omit<AddedSite, 'modules'> & { readonly modules?: readonly string[] }

const reading = { permission: 'sites:read', limit: 'staff-read' } as const
const managing = { permission: 'sites:manage', limit: 'staff-write' } as const

export function managedSiteRoutes({ modules }: Pick<Installation, 'modules'>): readonly SiteRoute[] {
  const versioned = (slugs: readonly string[]) =>
    slugs.map((slug) => ({ slug, version: modules.get(slug)!.manifest.version })) // one of them, as the schema says
  const newSite: JsonSchema = {
    type: 'object',
    required: ['clientId', 'name'],
    properties: {
      ...siteProperties,
      clientId: id,
      modules: { type: 'array', uniqueItems: true, items: { type: 'string', enum: [...modules.keys()] } },
    },
  }
  return [
    {
      ...reading,
      method: 'GET',
      path: 'sites',
      query,
      handle: async ({ ctx, query: asked }: Saying<unknown, SiteQuery>) => ok(await listManagedSites(ctx, asked)),
    },
    {
      ...managing,
      method: 'POST',
      path: 'sites',
      body: newSite,
      handle: async ({ ctx, body }: Saying<NewSiteBody>) => {
        const { modules: slugs = [], ...site } = body
        return created(await addSite(ctx, { ...site, modules: versioned(slugs) }))
      },
    },
    ...oneSiteRoutes,
    ...(['suspend', 'resume', 'archive', 'restore'] as const).map(transitionRoute),
    {
      method: 'GET',
      path: 'slug',
      permission: 'sites:write',
      limit: 'staff-read',
      query: { type: 'object', required: ['slug'], properties: { slug: { type: 'string', maxLength: 80 } } },
      handle: async ({ ctx, query: asked }) => ok(await checkSlug(ctx, String(asked['slug']))),
    },
  ]
}

const oneSiteRoutes: readonly SiteRoute[] = [
  {
    ...reading,
    method: 'GET',
    path: 'sites/:id',
    handle: async ({ ctx, params }) => ok(await getManagedSite(ctx, params['id']!)),
  },
  {
    method: 'PATCH',
    path: 'sites/:id',
    permission: 'sites:write',
    limit: 'staff-write',
    body: { type: 'object', minProperties: 1, properties: siteProperties },
    handle: async ({ ctx, params, body, ifMatch }: Saying<Partial<SiteFields>>) => {
      const change = { id: params['id']!, patch: body, version: requireVersion(ifMatch) }
      return ok(await updateSite(ctx, change))
    },
  },
  {
    ...managing,
    method: 'POST',
    path: 'sites/:id/move',
    body: { type: 'object', required: ['clientId'], properties: { clientId: id } },
    handle: async ({ ctx, params, body }: Saying<{ clientId: string }>) =>
      ok(await moveSite(ctx, params['id']!, body.clientId)),
  },
]

const transitionRoute = (transition: SiteTransition): SiteRoute => ({
  ...managing,
  method: 'POST',
  path: `sites/:id/${transition}`,
  handle: async ({ ctx, params }) => ok(await changeSiteState(ctx, params['id']!, transition)),
})
