/** How a place looks to those who get its mail: the same rows for a site, an agency and the platform. */
import { brandPatch, type BrandPatch } from '@dramac/core/brand/brand-fields'
import { changeBrand, listBrandVersions, revertBrand, showBrand, type PageQuery } from '@dramac/core/brand/change-brand'
import { listMailTypes, previewMail, type Preview } from '@dramac/core/brand/preview-mail'
import { sendTestMail, type Person } from '@dramac/core/brand/send-test-mail'
import type { Context } from '@dramac/core/context'
import { getAccount } from '@dramac/core/identity/sessions'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Installation } from '../installation.ts'
import { ok, type Saying, type SiteRoute } from '../http/route.ts'

const locale: JsonSchema = { type: 'string', maxLength: 35, default: 'en' }
const testMail: JsonSchema = { type: 'object', properties: { locale } }
const preview: JsonSchema = {
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', maxLength: 80 }, locale, brand: brandPatch },
}
const page: JsonSchema = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    cursor: { type: 'string', maxLength: 600 },
  },
}

const reading = { method: 'GET', permission: 'brand:read', limit: 'staff-read' } as const
const writing = { permission: 'brand:write', limit: 'staff-write' } as const

export function brandRoutes({ db, modules }: Installation): SiteRoute[] {
  const findPerson = async ({ principal }: Context): Promise<Person | undefined> =>
    principal.kind === 'user' ? (await getAccount(db, principal.userId)).user : undefined
  return [
    { ...reading, path: 'brand', handle: async ({ ctx }) => ok(await showBrand(ctx)) },
    {
      ...writing,
      method: 'PATCH',
      path: 'brand',
      body: brandPatch,
      handle: async ({ ctx, body, ifMatch }: Saying<BrandPatch>) => ok(await changeBrand(ctx, body, ifMatch)),
    },
    {
      ...reading,
      path: 'brand/versions',
      query: page,
      handle: async ({ ctx, query }: Saying<unknown, PageQuery>) => ok(await listBrandVersions(ctx, query)),
    },
    {
      ...writing,
      method: 'POST',
      path: 'brand/versions/:id/revert',
      handle: async ({ ctx, params }) => ok(await revertBrand(ctx, params['id']!)),
    },
    {
      ...writing,
      method: 'POST',
      path: 'brand/test-mail',
      limit: 'staff-mail',
      body: testMail,
      async handle({ ctx, body }: Saying<{ locale: string }>) {
        await sendTestMail(ctx, await findPerson(ctx), body.locale)
        return { status: 202 }
      },
    },
    {
      ...reading,
      path: 'mail-types',
      handle: async ({ ctx }) => ok({ data: await listMailTypes(ctx, modules), nextCursor: null }),
    },
    {
      ...writing,
      method: 'POST',
      path: 'mail-types/preview',
      permission: 'brand:read',
      body: preview,
      handle: async ({ ctx, body }: Saying<Preview>) => ok(await previewMail(ctx, body, modules)),
    },
  ]
}
