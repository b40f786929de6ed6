/** Who belongs to the agency, what each of its roles holds, and whose it is. */
import {
  changeMember,
  listMembers,
  removeMember,
  type MemberChange,
  type MemberQuery,
} from '@dramac/core/members/members'
import { acceptOffer, listOffers, offerOwnership, withdrawOffer, type NewOffer } from '@dramac/core/members/ownership'
import { createRole, deleteRole, listRoles, updateRole, type NewRole } from '@dramac/core/members/roles'
import { grantablePermissions, listPermissions, systemRoles } from '@dramac/core/access/permissions'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { created, noContent, ok, requireVersion, type Saying, type SiteRoute } from '../http/route.ts'
import { assignmentProperties } from './agency-invitations.ts'
import { listSchema } from './list-schema.ts'

const page = (data: readonly unknown[]) => ok({ data, nextCursor: null })
const reading = { permission: 'members:read', limit: 'staff-read' } as const
const writing = { permission: 'members:write', limit: 'staff-write' } as const

export function memberRoutes(modulePermissions: string[]): readonly SiteRoute[] {
  const change: JsonSchema = {
    type: 'object',
    required: ['role'],
    properties: {
      ...assignmentProperties,
      permissions: { type: ['array', 'null'], uniqueItems: true, items: { type: 'string', enum: modulePermissions } },
    },
  }
  return [
    {
      ...reading,
      method: 'GET',
      path: 'members',
      query: listSchema({
        role: { type: 'string', enum: [...Object.keys(systemRoles), 'custom'] },
        q: { type: 'string', minLength: 1, maxLength: 100 },
      }),
      handle: async ({ ctx, query }: Saying<unknown, MemberQuery>) => ok(await listMembers(ctx, query)),
    },
    {
      ...writing,
      method: 'PATCH',
      path: 'members/:id',
      body: change,
      handle: async ({ ctx, params, body }: Saying<MemberChange>) => ok(await changeMember(ctx, params['id']!, body)),
    },
    {
      ...writing,
      method: 'DELETE',
      path: 'members/:id',
      handle: async ({ ctx, params }) => {
        await removeMember(ctx, params['id']!)
        return noContent
      },
    },
  ]
}

/** Labels of the modules' permissions by name. */
export function roleRoutes(labels: Readonly<Record<string, string>>): readonly SiteRoute[] {
  const modulePermissions = Object.keys(labels)
  const grantable = grantablePermissions('agency', modulePermissions)
  const properties: JsonSchema = {
    name: { type: 'string', minLength: 1, maxLength: 60, pattern: '\\S' },
    permissions: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', enum: grantable } },
  }
  const managing = { permission: 'roles:write', limit: 'staff-write' } as const
  return [
    {
      ...reading,
      method: 'GET',
      path: 'roles',
      handle: async ({ ctx }) => page(await listRoles(ctx, modulePermissions)),
    },
    {
      ...reading,
      method: 'GET',
      path: 'permissions',
      handle: () => Promise.resolve(page(listPermissions(labels))),
    },
    {
      ...managing,
      method: 'POST',
      path: 'roles',
      body: { type: 'object', required: ['name', 'permissions'], properties },
      handle: async ({ ctx, body }: Saying<NewRole>) => created(await createRole(ctx, body)),
    },
    {
      ...managing,
      method: 'PATCH',
      path: 'roles/:id',
      body: { type: 'object', minProperties: 1, properties },
      handle: async ({ ctx, params, body, ifMatch }: Saying<Partial<NewRole>>) => {
        const change = { id: params['id']!, patch: body, version: requireVersion(ifMatch) }
        return ok(await updateRole(ctx, change))
      },
    },
    {
      ...managing,
      method: 'DELETE',
      path: 'roles/:id',
      handle: async ({ ctx, params }) => {
        await deleteRole(ctx, params['id']!)
        return noContent
      },
    },
  ]
}

/** Whoever an offer is for sees, declines and accepts it; the operations look at whose it is. */
export const ownershipRoutes: readonly SiteRoute[] = [
  {
    method: 'GET',
    path: 'ownership-offers',
    permission: 'agency:read',
    limit: 'staff-read',
    handle: async ({ ctx }) => page(await listOffers(ctx)),
  },
  {
    method: 'POST',
    path: 'ownership-offers',
    permission: 'ownership:write',
    limit: 'staff-write',
    body: {
      type: 'object',
      required: ['userId'],
      properties: { userId: { type: 'string', format: 'uuid' }, keepsOwn: { type: 'boolean' } },
    },
    handle: async ({ ctx, body }: Saying<NewOffer>) => created(await offerOwnership(ctx, body)),
  },
  {
    method: 'DELETE',
    path: 'ownership-offers/:id',
    permission: 'agency:read',
    limit: 'staff-write',
    handle: async ({ ctx, params }) => {
      await withdrawOffer(ctx, params['id']!)
      return noContent
    },
  },
  {
    method: 'POST',
    path: 'ownership-offers/:id/accept',
    permission: 'agency:read',
    limit: 'staff-write',
    handle: async ({ ctx, params }) => ok(await acceptOffer(ctx, params['id']!)),
  },
]
