import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

export const findRole: Statement = {
  text: 'select id, name, permissions, version from dramac.roles where agency_id = $1 and id = $2',
}

export const findForeignClients: Statement = {
  text: `select wanted as id from unnest($2::uuid[]) wanted
         where not exists (select from dramac.clients c where c.agency_id = $1 and c.id = wanted and c.archived_at is null)`,
}

export const findForeignSites: Statement = {
  text: `select wanted as id from unnest($2::uuid[]) wanted
         where not exists (select from dramac.sites s where s.agency_id = $1 and s.site_id = wanted and s.state <> 'archived')`,
}

export const isMemberAddress: Statement = { text: 'select dramac.is_member_address($1, $2) as "isMember"' }

export const findPerson: Statement = { text: 'select name, email from dramac.find_person($1)' }

const invitation = `id, email, role, role_id as "roleId", client_ids as "clientIds", site_ids as "siteIds", invited_by as "invitedBy",
  expires_at as "expiresAt", created_at as "createdAt"`

export const insertInvitation: Statement = {
  text: `insert into dramac.invitations (agency_id, id, email, role, role_id, client_ids, site_ids, token_hash, invited_by, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ${invitation}`,
}

/** One that ran out keeps its address for nobody. */
export const revokeExpired: Statement = {
  text: `update dramac.invitations set state = 'revoked' where agency_id = $1 and email_key = $2 and state = 'open' and expires_at <= $3`,
}

/** Those that may still be accepted, and those that ran out; instants keep their microseconds, by which the list goes on. */
export const listInvitations: Statement = {
  text: `select i.id, i.email, i.role, i.role_id as "roleId", r.name as "roleName", i.client_ids as "clientIds", i.site_ids as "siteIds",
           i.invited_by as "invitedBy", (select name from dramac.find_person(i.invited_by)) as "inviterName",
           case when i.expires_at > $2 then 'open' else 'expired' end as state, i.expires_at as "expiresAt",
           ${exactInstant('i.created_at')} as "createdAt"
         from dramac.invitations i left join dramac.roles r on r.agency_id = i.agency_id and r.id = i.role_id
         where i.agency_id = $1 and i.state = 'open' and ($3::timestamptz is null or (i.created_at, i.id) < ($3, $4::uuid))
         order by i.created_at desc, i.id desc limit $5`,
}

export const findOpenInvitation: Statement = {
  text: `select ${invitation} from dramac.invitations where agency_id = $1 and id = $2 and state = 'open' for update`,
}

export const renewInvitation: Statement = {
  text: `update dramac.invitations set token_hash = $3, expires_at = $4 where agency_id = $1 and id = $2 and state = 'open'
         returning ${invitation}`,
}

export const revokeInvitation: Statement = {
  text: `update dramac.invitations set state = 'revoked' where agency_id = $1 and id = $2 and state = 'open'`,
}

const member = `user_id as "userId", name, email, role, role_id as "roleId", role_name as "roleName", client_ids as "clientIds",
  site_ids as "siteIds", permissions, last_seen_at as "lastSeenAt", has_second_factor as "hasSecondFactor",
  ${exactInstant('created_at')} as "createdAt"`

/** By a function that is bound to the agency's place: a person's name and address are no agency's row. */
export const listMembers: Statement = {
  text: `select ${member} from dramac.list_members(null)
         where ($1::text is null or role = $1) and ($2::text is null or name ilike $2 or email ilike $2)
           and ($3::timestamptz is null or (created_at, user_id) < ($3, $4::uuid))
         order by created_at desc, user_id desc limit $5`,
}

export const findMember: Statement = { text: `select ${member} from dramac.list_members($1)` }

export const deleteMemberships: Statement = {
  text: 'delete from dramac.memberships where agency_id = $1 and user_id = $2',
}

/** One row a client and a site that the person is bound to, or one for the whole agency. */
export const insertMemberships: Statement = {
  text: `insert into dramac.memberships (agency_id, id, user_id, role, role_id, client_id, site_id, permissions, created_at, updated_at)
         select $1, b.id, $2, $3, $4, b.client_id, b.site_id, $5, $6, $7
         from unnest($8::uuid[], $9::uuid[], $10::uuid[]) b (id, client_id, site_id)`,
}

export const countOwners: Statement = {
  text: `select count(distinct user_id) as owners from dramac.memberships where agency_id = $1 and role = 'owner'`,
}

export const listRoles: Statement = {
  text: `select r.id, r.name, r.permissions, r.version,
           (select count(distinct m.user_id) from dramac.memberships m where m.agency_id = r.agency_id and m.role_id = r.id) as members
         from dramac.roles r where r.agency_id = $1 order by r.name_key`,
}

export const countByRole: Statement = {
  text: `select role, count(distinct user_id) as members from dramac.memberships where agency_id = $1 group by role`,
}

export const insertRole: Statement = {
  text: 'insert into dramac.roles (agency_id, id, name, permissions, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)',
}

export const updateRole: Statement = {
  text: `update dramac.roles set name = coalesce($4, name), permissions = coalesce($5::text[], permissions), version = version + 1, updated_at = $6
         where agency_id = $1 and id = $2 and version = $3`,
}

export const countRoleUses: Statement = {
  text: `select (select count(*) from dramac.memberships where agency_id = $1 and role_id = $2)
           + (select count(*) from dramac.invitations where agency_id = $1 and role_id = $2 and state = 'open' and expires_at > $3) as uses`,
}

/** Invitations that are over no longer need their role. */
export const deleteSpentInvitations: Statement = {
  text: `delete from dramac.invitations where agency_id = $1 and role_id = $2 and (state <> 'open' or expires_at <= $3)`,
}

export const deleteRole: Statement = { text: 'delete from dramac.roles where agency_id = $1 and id = $2' }

const offer = `o.id, o.from_user_id as "fromUserId", o.to_user_id as "toUserId", o.keeps_own as "keepsOwn", o.expires_at as "expiresAt",
  o.created_at as "createdAt", (select name from dramac.find_person(o.from_user_id)) as "fromName",
  (select name from dramac.find_person(o.to_user_id)) as "toName"`

export const listOffers: Statement = {
  text: `select ${offer} from dramac.ownership_offers o
         where o.agency_id = $1 and o.state = 'open' and o.expires_at > $2 and ($3::uuid is null or $3 in (o.from_user_id, o.to_user_id))
         order by o.created_at desc, o.id desc limit 100`,
}

export const insertOffer: Statement = {
  text: `insert into dramac.ownership_offers (agency_id, id, from_user_id, to_user_id, keeps_own, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
}

export const lockOffer: Statement = {
  text: `select ${offer} from dramac.ownership_offers o
         where o.agency_id = $1 and o.id = $2 and o.state = 'open' and o.expires_at > $3 for update of o`,
}

export const decideOffer: Statement = {
  text: `update dramac.ownership_offers set state = $3, decided_at = $4 where agency_id = $1 and id = $2 and state = 'open'`,
}

/** Of somebody who is no member any more, and what ran out. */
export const withdrawOffers: Statement = {
  text: `update dramac.ownership_offers set state = 'withdrawn', decided_at = $3
         where agency_id = $1 and state = 'open' and ($2 in (from_user_id, to_user_id) or expires_at <= $3)`,
}
