/** Who is asked into the agency. */
import {
  createInvitation,
  listInvitations,
  resendInvitation,
  revokeInvitation,
  type InvitationQuery,
  type NewInvitation,
} from '@dramac/core/members/invitations'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { created, noContent, ok, type Saying, type SiteRoute } from '../http/route.ts'
import { listSchema } from './list-schema.ts'

const ids: JsonSchema = { type: 'array', maxItems: 100, uniqueItems: true, items: { type: 'string', format: 'uuid' } }

/** A role, and where it holds. */
export const assignmentProperties: JsonSchema = {
  role: { type: 'string', enum: ['admin', 'member', 'client', 'custom'] },
  roleId: { type: 'string', format: 'uuid' },
  clientIds: ids,
  siteIds: ids,
}

const newInvitation: JsonSchema = {
  type: 'object',
  required: ['email', 'role'],
  properties: { email: { type: 'string', format: 'email', maxLength: 254 }, ...assignmentProperties },
}

export const invitationRoutes: readonly SiteRoute[] = [
  {
    method: 'GET',
    path: 'invitations',
    permission: 'members:read',
    limit: 'staff-read',
    query: listSchema(),
    handle: async ({ ctx, query }: Saying<unknown, InvitationQuery>) => ok(await listInvitations(ctx, query)),
  },
  {
    method: 'POST',
    path: 'invitations',
    permission: 'members:write',
    limit: 'staff-mail',
    needsVerifiedEmail: true,
    body: newInvitation,
    handle: async ({ ctx, body }: Saying<NewInvitation>) => created(await createInvitation(ctx, body)),
  },
  {
    method: 'POST',
    path: 'invitations/:id/resend',
    permission: 'members:write',
    limit: 'staff-mail',
    needsVerifiedEmail: true,
    handle: async ({ ctx, params }) => ok(await resendInvitation(ctx, params['id']!)),
  },
  {
    method: 'DELETE',
    path: 'invitations/:id',
    permission: 'members:write',
    limit: 'staff-write',
    handle: async ({ ctx, params }) => {
      await revokeInvitation(ctx, params['id']!)
      return noContent
    },
  },
]
