// What was archived long ago is cleared away; and an agency reads the audit of all its sites at once.
import type { Knex } from 'knex'
import { renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'

const platform = '00000000-0000-0000-0000-000000000000'
const definer = `language plpgsql stable security definer set search_path = pg_catalog, pg_temp`

/** Rows of the audit with the names of those who acted: one branch a place, so that each goes by its own index. */
const audits = (where: string) => `return query select q.id,
    to_char(q.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), q.site_id, s.name, q.actor,
    dramac.name_of_actor(p_agency, q.actor), q.impersonator, dramac.name_of_actor(p_agency, q.impersonator), q.action, q.resource,
    q.result, q.summary, q.request_id
  from (select * from dp.audits a where a.agency_id = p_agency and ${where}
      and (p_actor is null or a.actor = p_actor) and (p_action is null or a.action = p_action)
      and (p_result is null or a.result = p_result) and (p_from is null or a.created_at >= p_from)
      and (p_to is null or a.created_at < p_to) and (p_at is null or (a.created_at, a.id) < (p_at, p_id))
    order by a.created_at desc, a.id desc limit p_limit) q
  left join dramac.sites s on s.agency_id = q.agency_id and s.site_id = q.site_id
  order by q.created_at desc, q.id desc`

const auditsSignature =
  'list_audits(uuid, uuid, text, text, text, timestamptz, timestamptz, timestamptz, uuid, integer)'
const purgeSignature = 'purge_site(uuid, uuid, timestamptz)'

/** People by their name, keys by their label, everything else by itself; what is gone has none. */
const nameOfActor = `create function dramac.name_of_actor(p_agency uuid, p_actor text) returns text language sql stable as $$
  select case split_part(p_actor, ':', 1)
    when 'user' then (select u.name from dramac.users u
      where u.user_id = case when p_actor ~ '^user:[0-9a-f-]{36}$' then substr(p_actor, 6)::uuid end)
    when 'key' then (select k.label from dramac.api_keys k
      where k.agency_id = p_agency and k.id = case when p_actor ~ '^key:[0-9a-f-]{36}$' then substr(p_actor, 5)::uuid end limit 1)
    else substr(p_actor, strpos(p_actor, ':') + 1) end $$`

const listAudits = `create function dp.list_audits(p_agency uuid, p_site uuid, p_actor text, p_action text, p_result text,
    p_from timestamptz, p_to timestamptz, p_at timestamptz, p_id uuid, p_limit integer)
  returns table (id uuid, at text, site_id uuid, site_name text, actor text, actor_name text, impersonator text, impersonator_name text,
    action text, resource text, result text, summary jsonb, request_id text) ${definer} as $$
  declare v_sites uuid[];
  begin
    if p_agency is distinct from dramac.current_agency() then return;
    -- In a site's place, that site; in the agency's, all of it, or the sites that its asker is bound to.
    elsif dramac.current_site() = p_site then ${audits('a.site_id = p_site')};
    elsif dramac.current_site() = p_agency then
      if exists (select from dramac.memberships m where m.user_id = dramac.current_principal_id()
          and m.agency_id in (p_agency, '${platform}') and m.client_id is null and m.site_id is null) then
        if p_site is null then ${audits('true')};
        else ${audits('a.site_id = p_site')};
        end if;
      else
        v_sites := array(select t.site_id from dramac.sites t join dramac.memberships m on m.agency_id = t.agency_id
          and m.user_id = dramac.current_principal_id() and (m.site_id = t.site_id or m.client_id = t.client_id)
          where t.agency_id = p_agency and (p_site is null or t.site_id = p_site));
        ${audits('a.site_id = any (v_sites)')};
      end if;
    end if;
  end $$`

/** A site that was archived long enough, of all tables there are: what refers to a row goes before it. */
const purgeSite = `create function dp.purge_site(p_agency uuid, p_site uuid, p_before timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare v_left regclass[]; v_table regclass;
  begin
    perform from dramac.sites s where s.agency_id = p_agency and s.site_id = p_site and s.state = 'archived' and s.archived_at <= p_before
      and p_agency = dramac.current_agency() and p_site = dramac.current_site() for update;
    if not found then raise exception 'no site to purge'; end if;
    v_left := array(select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and (n.nspname in ('dramac', 'dp') or n.nspname like 'mod\\_%') and 2 = (
        select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('agency_id', 'site_id') and not a.attisdropped));
    while cardinality(v_left) > 0 loop
      select t into v_table from unnest(v_left) t where not exists (
        select from pg_constraint k where k.contype = 'f' and k.confrelid = t and k.conrelid <> t and k.conrelid = any (v_left)) limit 1;
      if not found then raise exception 'tables refer to one another in a circle'; end if;
      execute format('delete from %s where agency_id = $1 and site_id = $2', v_table) using p_agency, p_site;
      v_left := array_remove(v_left, v_table);
    end loop;
  end $$`

/** Of every tenant: their keys, not what is in them. */
const listPurgeable = `create function dramac.list_purgeable(p_before timestamptz, p_limit integer) returns table (kind text, agency_id uuid, id uuid)
     ${definer} as $$ begin
       return query select 'site'::text, s.agency_id, s.site_id from dramac.sites s
           where s.state = 'archived' and s.archived_at <= p_before
         union all select 'client', c.agency_id, c.id from dramac.clients c where c.archived_at <= p_before
         order by 1 desc limit p_limit;
     end $$`

/** Of the search role, which passes row security, or the owner's, who has no row but in the place that the transaction stands in. */
const functions: readonly (readonly [signature: string, create: string, owner: string, caller: string])[] = [
  [`dp.${auditsSignature}`, listAudits, 'dramac_search', 'dramac_app'],
  ['dramac.list_purgeable(timestamptz, integer)', listPurgeable, 'dramac_search', 'dramac_worker'],
  [`dp.${purgeSignature}`, purgeSite, 'dramac_owner', 'dramac_worker'],
]

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    'create index audits_agency_idx on dp.audits (agency_id, created_at desc, id desc)',
    `create index sites_archived_idx on dramac.sites (archived_at) where state = 'archived'`,
    'create index clients_archived_idx on dramac.clients (archived_at) where archived_at is not null',
    'grant select on dp.audits to dramac_search',
    'grant delete on dramac.clients, dramac.memberships to dramac_worker',
    'grant create on schema dramac, dp to dramac_search',
    nameOfActor,
  ])
  for (const [signature, create, owner, caller] of functions)
    await runAll(db, renderDefiner({ signature, create, owner, callers: caller }))
  await db.raw('revoke create on schema dramac, dp from dramac_search')
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    ...functions.toReversed().map(([signature]) => `drop function ${signature}`),
    'drop function dramac.name_of_actor(uuid, text)',
    'revoke delete on dramac.clients, dramac.memberships from dramac_worker',
    'revoke select on dp.audits from dramac_search',
    'drop index dramac.clients_archived_idx, dramac.sites_archived_idx, dp.audits_agency_idx',
  ])
}
