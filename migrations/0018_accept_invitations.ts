// Whoever holds an invitation's token looks at it and accepts it, before they belong to the agency.
import type { Knex } from 'knex'
import { definer, renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'

const functions: readonly (readonly [signature: string, create: string])[] = [
  [
    'inspect_invitation(bytea)',
    // The account is the one that the invitation is for: of the portal for a client, else of the staff.
    `create function dramac.inspect_invitation(p_token_hash bytea) returns table (id uuid, agency_id uuid, agency_name text, inviter_name text,
       role text, role_name text, email text, state text, expires_at timestamptz, user_id uuid, locale text, zone text)
     ${definer} stable as $$ begin
       return query select i.id, i.agency_id, a.name, p.name, i.role, r.name, i.email, i.state, i.expires_at, u.user_id, a.locale, a.zone
       from dramac.invitations i join dramac.agencies a on a.agency_id = i.agency_id and a.state <> 'closed'
       left join dramac.roles r on r.agency_id = i.agency_id and r.id = i.role_id
       left join dramac.users p on p.user_id = i.invited_by
       left join dramac.users u on u.email_key = i.email_key
         and u.realm_agency_id is not distinct from case when i.role = 'client' then i.agency_id end
       where i.token_hash = p_token_hash;
     end $$`,
  ],
  [
    'accept_invitation(bytea, uuid, timestamptz, text, bytea)',
    // By the person of the transaction, whose address was invited: of two at once one finds it open.
    `create function dramac.accept_invitation(p_token_hash bytea, p_audit uuid, p_now timestamptz, p_request text, p_network bytea)
       returns uuid ${definer} as $$
     declare v_made dramac.invitations; v_user uuid := dramac.current_user_id();
     begin
       update dramac.invitations i set state = 'accepted', accepted_at = p_now
       where i.token_hash = p_token_hash and i.state = 'open' and i.expires_at > p_now and exists (
         select from dramac.users u where u.user_id = v_user and u.email_key = i.email_key
           and u.realm_agency_id is not distinct from case when i.role = 'client' then i.agency_id end)
       returning i.* into v_made;
       if not found then return null; end if;
       if not exists (select from dramac.agencies a where a.agency_id = v_made.agency_id and a.state = 'active') then
         raise exception 'the agency is suspended' using errcode = '42501', constraint = 'agency_suspended';
       end if;
       insert into dramac.memberships (agency_id, id, user_id, role, role_id, client_id, site_id)
       select v_made.agency_id, gen_random_uuid(), v_user, v_made.role, v_made.role_id, b.client_id, b.site_id
       from (select c as client_id, null::uuid as site_id from unnest(v_made.client_ids) c
         union all select null, s from unnest(v_made.site_ids) s
         union all select null, null where cardinality(v_made.client_ids) + cardinality(v_made.site_ids) = 0) b;
       insert into dp.audits (agency_id, site_id, id, actor, action, resource, result, summary, request_id, created_at, network_hash)
       values (v_made.agency_id, v_made.agency_id, p_audit, 'user:' || v_user, 'core.invitation.accepted', v_made.id::text, 'ok',
         jsonb_build_object('role', v_made.role), p_request, p_now, p_network);
       return v_made.agency_id;
     end $$`,
  ],
]

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    'grant update (state, accepted_at) on dramac.invitations to dramac_search',
    'grant insert on dramac.memberships to dramac_search',
    // Renewed at the wish of whoever was invited, by a job.
    'grant update on dramac.invitations, dramac.agencies to dramac_worker',
    'grant create on schema dramac to dramac_search',
  ])
  for (const [signature, create] of functions)
    await runAll(db, renderDefiner({ signature: `dramac.${signature}`, create, callers: 'dramac_app' }))
  await db.raw('revoke create on schema dramac from dramac_search')
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    ...functions.toReversed().map(([signature]) => `drop function dramac.${signature}`),
    'revoke update on dramac.invitations, dramac.agencies from dramac_worker',
    'revoke insert on dramac.memberships from dramac_search',
    'revoke update (state, accepted_at) on dramac.invitations from dramac_search',
  ])
}
