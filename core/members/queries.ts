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

export const isMemberAddress: Statement = { text: 'select dramac.is_member_address($1) as "isMember"' }

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
           to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
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
