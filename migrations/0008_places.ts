// An agency and the platform get places of their own: events, audit, mail and jobs of theirs stand where a site's stand.
// A suspended agency may still look: its transactions are read-only. Roles and plans are rows.
import type { Knex } from 'knex'
import { renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy } from '@dramac/core/db/policy'
import { canAccessSite, createLookup, setTenantContext } from './0003_access.ts'

const platform = '00000000-0000-0000-0000-000000000000'

/**
 * What a principal may do in a place: `full`, `read` in a suspended agency, `none`. An agency's own place is the site that
 * has the agency's identity; who is bound to clients or sites of it may enter it, and sees there what the rules let through.
 */
const accessOf = `create or replace function dramac.access_of(p_kind text, p_id uuid, p_agency uuid, p_site uuid) returns text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
    if p_kind = 'user' then return coalesce((
      select case when a.state = 'active' or m.agency_id = '${platform}' then 'full' else 'read' end
      from dramac.memberships m
      join dramac.agencies a on a.agency_id = p_agency and (a.state <> 'closed' or m.agency_id = '${platform}')
      left join dramac.sites s on s.agency_id = p_agency and s.site_id = p_site and s.state <> 'archived'
      where m.user_id = p_id and m.agency_id in (p_agency, '${platform}')
        and case
          when m.agency_id = '${platform}' then p_site is null or p_site = p_agency or s.site_id is not null
          when p_site is null then m.client_id is null and m.site_id is null
          when p_site = p_agency then m.role <> 'client'
          when m.site_id is not null then s.site_id = m.site_id
          when m.client_id is not null then s.client_id = m.client_id
          else s.site_id is not null
        end
      order by 1 limit 1), 'none');
    elsif p_kind = 'key' then return coalesce((
      select case a.state when 'active' then 'full' else 'suspended' end from dramac.api_keys k
      join dramac.sites s on s.agency_id = k.agency_id and s.site_id = k.site_id and s.state = 'active'
      join dramac.agencies a on a.agency_id = k.agency_id and a.state <> 'closed'
      where k.agency_id = p_agency and k.site_id = p_site and k.id = p_id and k.revoked_at is null), 'none');
    elsif p_kind = 'visitor' then return coalesce((
      select case a.state when 'active' then 'full' else 'unavailable' end from dramac.site_keys k
      join dramac.sites s on s.agency_id = k.agency_id and s.site_id = k.site_id and s.state = 'active'
      join dramac.agencies a on a.agency_id = k.agency_id and a.state <> 'closed'
      where k.agency_id = p_agency and k.site_id = p_site and k.id = p_id and k.revoked_at is null), 'none');
    elsif p_kind = 'job' and session_user = 'dramac_worker' then return 'full';
    -- Of what is not there yet, nobody can be wronged: whoever founds an agency acts in it before they are its member.
    elsif p_kind = 'founder' and p_site = p_agency and p_agency <> '${platform}'
      and not exists (select from dramac.agencies a where a.agency_id = p_agency) then return 'full';
    -- Signing up, signing in and their mail belong to no agency.
    elsif p_kind = 'door' and p_agency = '${platform}' and p_site = '${platform}' then return 'full';
    end if;
    return 'none';
  end $$`

const setContext = `create or replace function dramac.set_tenant_context(p_kind text, p_id uuid, p_agency uuid, p_site uuid) returns void
  language plpgsql as $$
  declare v_access text := dramac.access_of(p_kind, p_id, p_agency, p_site);
  begin
    if v_access = 'none' then
      raise exception 'no access to this place' using errcode = '42501', constraint = 'tenant_context';
    elsif v_access = 'suspended' then
      raise exception 'the agency is suspended' using errcode = '42501', constraint = 'agency_suspended';
    elsif v_access = 'unavailable' then
      raise exception 'the site is not available' using errcode = '42501', constraint = 'site_unavailable';
    elsif v_access = 'read' then
      set local transaction_read_only = on;
    end if;
    execute format('set local dramac.agency_id = %L', p_agency);
    execute format('set local dramac.site_id = %L', coalesce(p_site::text, ''));
    execute format('set local dramac.principal_kind = %L', p_kind);
    execute format('set local dramac.principal_id = %L', coalesce(p_id::text, ''));
  end $$`

/** The places a person holds rights in, as rows that \`can\` reads: the role, or the permissions of the agency's own role. */
const grantColumns = `m.agency_id, m.client_id, m.site_id, m.role, r.permissions`
const placeGrants = (
  name: string,
  from: string,
  where: string,
  columns: string,
) => `create or replace function dramac.${name}
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
    return query select ${columns}, ${grantColumns} from ${from}
    join dramac.memberships m on m.user_id = p_user and m.agency_id in (a.agency_id, '${platform}')
    left join dramac.roles r on r.agency_id = m.agency_id and r.id = m.role_id
    where ${where};
  end $$`
const grantTable = 'granted_agency uuid, granted_client uuid, granted_site uuid, role text, permissions text[]'

export const functions: readonly (readonly [signature: string, create: string])[] = [
  ['access_of(text, uuid, uuid, uuid)', accessOf],
  [
    'list_site_grants(uuid, text)',
    placeGrants(
      `list_site_grants(p_user uuid, p_site text) returns table (agency_id uuid, client_id uuid, site_id uuid, slug text, ${grantTable})`,
      `dramac.sites s join dramac.agencies a on a.agency_id = s.agency_id`,
      `(s.slug = p_site or s.site_id::text = p_site) and s.state <> 'archived'`,
      's.agency_id, s.client_id, s.site_id, s.slug',
    ),
  ],
  [
    'list_agency_grants(uuid, text)',
    placeGrants(
      `list_agency_grants(p_user uuid, p_agency text) returns table (agency_id uuid, client_id uuid, site_id uuid, slug text, ${grantTable})`,
      'dramac.agencies a',
      `(a.slug = p_agency or a.agency_id::text = p_agency)`,
      'a.agency_id, null::uuid, a.agency_id, a.slug',
    ),
  ],
  [
    'list_user_grants(uuid)',
    `create or replace function dramac.list_user_grants(p_user uuid)
     returns table (agency_id uuid, slug text, name text, state text, granted_client uuid, granted_site uuid, role text, permissions text[])
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return query select a.agency_id, a.slug, a.name, a.state, m.client_id, m.site_id, m.role, r.permissions
       from dramac.memberships m join dramac.agencies a on a.agency_id = m.agency_id and a.state <> 'closed'
       left join dramac.roles r on r.agency_id = m.agency_id and r.id = m.role_id
       where m.user_id = p_user order by a.name, a.agency_id, m.id;
     end $$`,
  ],
  [
    'list_user_sites(uuid)',
    `create function dramac.list_user_sites(p_user uuid)
     returns table (agency_id uuid, client_id uuid, site_id uuid, slug text, name text, zone text, locale text, public_key text, modules text[])
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return query select s.agency_id, s.client_id, s.site_id, s.slug, s.name, s.zone, s.locale,
         (select k.key from dramac.site_keys k
          where k.agency_id = s.agency_id and k.site_id = s.site_id and k.revoked_at is null
          order by k.created_at desc limit 1),
         array(select i.module from dp.site_modules i
           where i.agency_id = s.agency_id and i.site_id = s.site_id order by i.module)
       from dramac.sites s
       where s.agency_id in (select m.agency_id from dramac.memberships m where m.user_id = p_user)
         and dramac.access_of('user', p_user, s.agency_id, s.site_id) <> 'none';
     end $$`,
  ],
  [
    'find_site(text)',
    `create or replace function dramac.find_site(p_site text) returns table (agency_id uuid, client_id uuid, site_id uuid, slug text)
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return query select s.agency_id, s.client_id, s.site_id, s.slug from dramac.sites s
       where (s.slug = p_site or s.site_id::text = p_site) and s.state <> 'archived';
     end $$`,
  ],
  [
    'find_home(uuid)',
    `create function dramac.find_home(p_user uuid) returns table (agency_id uuid, site_id uuid)
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return query select m.agency_id, coalesce(m.site_id, m.agency_id) from dramac.memberships m
       where m.user_id = p_user order by m.created_at, m.id limit 1;
     end $$`,
  ],
]

const plans = `create table dramac.plans (
  slug text primary key,
  name text not null,
  rank integer not null,
  limits jsonb not null)`

/** Sites, seats and monthly amounts of each plan; a limit that is missing is none. */
const planRows: readonly (readonly [slug: string, name: string, limits: Record<string, number>])[] = [
  ['starter', 'Starter', { sites: 5, seats: 3, emailsPerMonth: 2_000, storageBytes: 5e9 }],
  ['growth', 'Growth', { sites: 15, seats: 8, emailsPerMonth: 10_000, storageBytes: 20e9 }],
  ['scale', 'Scale', { sites: 30, seats: 20, emailsPerMonth: 40_000, storageBytes: 75e9 }],
  ['unlimited', 'Unlimited', {}],
]

const roles = `create table dramac.roles (
  agency_id uuid not null constraint roles_agency_fk references dramac.agencies,
  id uuid not null,
  name text not null,
  name_key text not null generated always as (lower(name)) stored,
  permissions text[] not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (agency_id, id),
  constraint roles_name_key unique (agency_id, name_key))`

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    plans,
    'grant select on dramac.plans to dramac_app, dramac_worker, dramac_search',
    'grant select, insert, update, delete on dramac.plans to dramac_admin',
  ])
  for (const [index, [slug, name, limits]] of planRows.entries())
    await db.raw('insert into dramac.plans (slug, name, rank, limits) values (?, ?, ?, ?)', [
      slug, name, index, JSON.stringify(limits),
    ]) // prettier-ignore
  await runAll(db, [
    `alter table dramac.agencies
      add column state text not null default 'active' constraint agencies_state_check check (state in ('active', 'suspended', 'closed')),
      add column plan text not null default 'scale' constraint agencies_plan_fk references dramac.plans,
      add column zone text not null default 'UTC',
      add column locale text not null default 'en',
      add column currency text,
      add column suspended_reason text,
      add column version integer not null default 1`,
    roles,
    ...renderPolicy({ table: 'dramac.roles', scope: 'agency' }),
    'grant select, insert, update, delete on dramac.roles to dramac_app, dramac_admin',
    'grant select on dramac.roles to dramac_worker, dramac_search',
    'alter table dramac.memberships drop constraint memberships_role_check',
    `alter table dramac.memberships
      add column role_id uuid,
      add constraint memberships_role_check check (role in ('owner', 'admin', 'member', 'client', 'custom', 'super_admin')),
      add constraint memberships_custom_check check ((role = 'custom') = (role_id is not null)),
      add constraint memberships_super_check check ((role = 'super_admin') = (agency_id = '${platform}')),
      add constraint memberships_role_fk foreign key (agency_id, role_id) references dramac.roles,
      add constraint memberships_one_role exclude using gist (agency_id with =, user_id with =, role with <>)`,
    // The platform is an agency that nobody founds, closes or lists.
    ...unforced(
      `insert into dramac.agencies (agency_id, slug, name, plan) values ('${platform}', 'platform', 'Platform', 'unlimited')`,
      'insert into dp.site (agency_id, site_id) select agency_id, agency_id from dramac.agencies',
    ),
    `alter table dp.audits add column impersonator text, add column network_hash bytea`,
    'grant create on schema dramac to dramac_search',
  ])
  await runAll(db, ['drop function dramac.list_user_sites(uuid)', 'drop function dramac.find_site(text)'])
  for (const [signature, create] of functions)
    await runAll(
      db,
      renderDefiner({ signature: `dramac.${signature}`, create, callers: 'dramac_app, dramac_worker, dramac_admin' }),
    )
  await runAll(db, [
    `create or replace function dramac.user_has_site_access(p_user uuid, p_agency uuid, p_site uuid) returns boolean
      language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
        return dramac.access_of('user', p_user, p_agency, p_site) = 'full';
      end $$`,
    'revoke create on schema dramac from dramac_search',
    `create or replace function dramac.can_access_site(p_agency uuid, p_site uuid) returns boolean language sql stable
      as $$ select dramac.access_of(dramac.current_principal_kind(), dramac.current_principal_id(), p_agency, p_site) = 'full' $$`,
    setContext,
    'drop function dramac.principal_has_access(text, uuid, uuid, uuid)',
  ])
}

export async function down(db: Knex): Promise<void> {
  await db.raw('grant create on schema dramac to dramac_search')
  for (const name of ['user_has_site_access', 'principal_has_access']) await createLookup(db, name)
  await runAll(db, [
    canAccessSite,
    setTenantContext,
    ...functions.toReversed().map(([signature]) => `drop function dramac.${signature}`),
  ])
  for (const name of ['list_user_sites', 'find_site']) await createLookup(db, name)
  await runAll(db, [
    'revoke create on schema dramac from dramac_search',
    'alter table dp.audits drop column impersonator, drop column network_hash',
    ...unforced(
      'delete from dp.site where site_id = agency_id',
      `delete from dramac.memberships where role in ('custom', 'super_admin')`,
      `delete from dramac.agencies where agency_id = '${platform}'`,
    ),
    `alter table dramac.memberships drop constraint memberships_one_role, drop constraint memberships_role_fk,
      drop constraint memberships_super_check, drop constraint memberships_custom_check, drop constraint memberships_role_check,
      drop column role_id,
      add constraint memberships_role_check check (role in ('owner', 'admin', 'member', 'client'))`,
    'drop table dramac.roles',
    `alter table dramac.agencies drop column state, drop column plan, drop column zone, drop column locale, drop column currency,
      drop column suspended_reason, drop column version`,
    'drop table dramac.plans',
  ])
}

/** The owner obeys row security too, and has no place here: it looks away for these statements. */
function unforced(...statements: string[]): string[] {
  const tables = ['dramac.agencies', 'dramac.memberships', 'dp.site']
  return [
    ...tables.map((table) => `alter table ${table} no force row level security`),
    ...statements,
    ...tables.map((table) => `alter table ${table} force row level security`),
  ]
}
