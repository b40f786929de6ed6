/** What became of a place's mail, and whom its agency sends nothing. */
import { listMails, type MailQuery } from '@dramac/core/mail/list-mails'
import { mailStates } from '@dramac/core/mail/mail-state'
import { getMailUsage } from '@dramac/core/mail/mail-usage'
import { listSuppressions, removeSuppression, type SuppressionQuery } from '@dramac/core/mail/suppress'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { noContent, ok, type Saying, type SiteRoute } from '../http/route.ts'

const recipient: JsonSchema = { type: 'string', minLength: 3, maxLength: 254 }
const paging: Record<string, JsonSchema> = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  cursor: { type: 'string', maxLength: 600 },
}

/** Of a site, an agency and the platform alike. */
export const mailLogRoute: SiteRoute = {
  method: 'GET',
  path: 'mails',
  permission: 'mail:read',
  limit: 'staff-read',
  query: {
    type: 'object',
    properties: {
      state: { type: 'string', enum: [...mailStates] },
      kind: { type: 'string', maxLength: 80 },
      recipient,
      ...paging,
    },
  },
  handle: async ({ ctx, query }: Saying<unknown, MailQuery>) => ok(await listMails(ctx, query)),
}

/** Of an agency and of the platform: an address that does not exist does not exist for any of its sites. */
export const suppressionRoutes: readonly SiteRoute[] = [
  {
    method: 'GET',
    path: 'suppressions',
    permission: 'mail:read',
    limit: 'staff-read',
    query: { type: 'object', properties: { recipient, ...paging } },
    handle: async ({ ctx, query }: Saying<unknown, SuppressionQuery>) => ok(await listSuppressions(ctx, query)),
  },
  {
    method: 'DELETE',
    path: 'suppressions/:id',
    permission: 'mail:write',
    limit: 'staff-write',
    async handle({ ctx, params }) {
      await removeSuppression(ctx, params['id']!)
      return noContent
    },
  },
  {
    method: 'GET',
    path: 'mail-usage',
    permission: 'mail:read',
    limit: 'staff-read',
    handle: async ({ ctx }) => ok(await ctx.read(getMailUsage)),
  },
]
