// One rule of access, and the few lookups that must cross tenants before a tenant is known.
import type { Knex } from 'knex'
import { definer, renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'

/**
 * A definer function of the search role: it passes row security, so it is plpgsql with a pinned
 * search path, takes a secret or an identity it checks, and answers as little as the caller needs.
 */
interface Lookup {
  readonly name: string
  readonly args: string
  readonly returns: string
  readonly body: string
}

const lookups: readonly Lookup[] = [
  {
    name: 'user_has_site_access',
    args: 'p_user uuid, p_agency uuid, p_site uuid',
    returns: 'boolean',
    // Without a site: whoever may act for the whole agency.
    body: `return exists (
      select 1 from dramac.memberships m
      left join dramac.sites s on s.agency_id = p_agency and s.site_id = p_site and s.state <> 'archived'
      where m.user_id = p_user and m.agency_id = p_agency
        and (p_site is null or s.site_id is not null)
        and case
          when m.site_id is not null then m.site_id = p_site
          when m.client_id is not null then m.client_id = s.client_id
          else true
        end)`,
  },
  {
    name: 'principal_has_access',
    args: 'p_kind text, p_id uuid, p_agency uuid, p_site uuid',
    returns: 'boolean',
    // Branches, not one CASE: of a CASE every request would plan each lookup anew, five times the cost of the lookup.
    body: `if p_kind = 'user' then return dramac.user_has_site_access(p_id, p_agency, p_site);
      elsif p_kind = 'key' then return exists (
        select 1 from dramac.api_keys k
        join dramac.sites s on s.agency_id = k.agency_id and s.site_id = k.site_id and s.state = 'active'
        where k.agency_id = p_agency and k.site_id = p_site and k.id = p_id and k.revoked_at is null);
      elsif p_kind = 'visitor' then return exists (
        select 1 from dramac.site_keys k
        join dramac.sites s on s.agency_id = k.agency_id and s.site_id = k.site_id and s.state = 'active'
        where k.agency_id = p_agency and k.site_id = p_site and k.id = p_id and k.revoked_at is null);
      elsif p_kind = 'job' then return session_user = 'dramac_worker';
      end if;
      return false`,
  },
  {
    name: 'find_sign_in',
    args: 'p_email_key text',
    returns: 'table (user_id uuid, password_hash text)',
    body: 'return query select u.user_id, u.password_hash from dramac.users u where u.email_key = p_email_key',
  },
  {
    name: 'find_session',
    args: 'p_token_hash bytea, p_now timestamptz',
    returns: 'table (user_id uuid, expires_at timestamptz)',
    body: `return query select s.user_id, s.expires_at from dramac.sessions s
      where s.token_hash = p_token_hash and s.expires_at > p_now`,
  },
  {
    name: 'find_api_key',
    args: 'p_secret_hash bytea',
    returns: 'table (agency_id uuid, site_id uuid, id uuid, mode text, permissions text[])',
    body: `return query select k.agency_id, k.site_id, k.id, k.mode, k.permissions from dramac.api_keys k
      where k.secret_hash = p_secret_hash and k.revoked_at is null`,
  },
  {
    name: 'find_site_key',
    args: 'p_frame_label text',
    returns:
      'table (agency_id uuid, site_id uuid, id uuid, key text, frame_label text, mode text, slug text, name text, zone text, locale text)',
    body: `return query select k.agency_id, k.site_id, k.id, k.key, k.frame_label, k.mode, s.slug, s.name, s.zone, s.locale
      from dramac.site_keys k join dramac.sites s on s.agency_id = k.agency_id and s.site_id = k.site_id
      where k.frame_label = p_frame_label and k.revoked_at is null and s.state = 'active'`,
  },
  {
    name: 'find_site',
    args: 'p_site text',
    returns: 'table (agency_id uuid, site_id uuid, slug text)',
    body: `return query select s.agency_id, s.site_id, s.slug from dramac.sites s
      where (s.slug = p_site or s.site_id::text = p_site) and s.state <> 'archived'`,
  },
  {
    name: 'list_user_sites',
    args: 'p_user uuid',
    returns: `table (agency_id uuid, agency_slug text, agency_name text, role text, site_id uuid, slug text, name text,
      zone text, locale text, public_key text, modules text[])`,
    body: `return query select distinct on (s.site_id) a.agency_id, a.slug, a.name, m.role, s.site_id, s.slug, s.name, s.zone, s.locale,
        (select k.key from dramac.site_keys k
         where k.agency_id = s.agency_id and k.site_id = s.site_id and k.revoked_at is null
         order by k.created_at desc limit 1),
        array(select i.module from dp.site_modules i
          where i.agency_id = s.agency_id and i.site_id = s.site_id order by i.module)
      from dramac.memberships m
      join dramac.agencies a on a.agency_id = m.agency_id
      join dramac.sites s on s.agency_id = m.agency_id and s.state <> 'archived'
      where m.user_id = p_user and dramac.user_has_site_access(p_user, s.agency_id, s.site_id)
      order by s.site_id, array_position(array['owner', 'admin', 'member', 'client'], m.role)`,
  },
]

const typesOf = (args: string) =>
  args
    .split(', ')
    .map((arg) => arg.split(' ')[1])
    .join(', ')

/** In a database that may have one of that name: a later migration takes itself back by it. */
export async function createLookup(db: Knex, wanted: string): Promise<void> {
  const { name, args, returns, body } = lookups.find((lookup) => lookup.name === wanted)!
  const signature = `dramac.${name}(${typesOf(args)})`
  const create = `create or replace function dramac.${name}(${args}) returns ${returns} stable ${definer} as $$ begin ${body}; end $$`
  await runAll(db, renderDefiner({ signature, create, callers: 'dramac_app, dramac_worker' }))
}

export const canAccessSite = `create or replace function dramac.can_access_site(p_agency uuid, p_site uuid) returns boolean language sql stable
  as $$ select dramac.principal_has_access(dramac.current_principal_kind(), dramac.current_principal_id(), p_agency, p_site) $$`

/** Values reach SET LOCAL quoted by %L; nothing else of a request does. SET LOCAL ends with the transaction. */
export const setTenantContext = `create or replace function dramac.set_tenant_context(p_kind text, p_id uuid, p_agency uuid, p_site uuid)
  returns void language plpgsql as $$ begin
    if not dramac.principal_has_access(p_kind, p_id, p_agency, p_site) then
      raise exception 'no access to this site' using errcode = '42501', constraint = 'tenant_context';
    end if;
    execute format('set local dramac.agency_id = %L', p_agency);
    execute format('set local dramac.site_id = %L', coalesce(p_site::text, ''));
    execute format('set local dramac.principal_kind = %L', p_kind);
    execute format('set local dramac.principal_id = %L', coalesce(p_id::text, ''));
  end $$`

export async function up(db: Knex): Promise<void> {
  await db.raw('grant create on schema dramac to dramac_search')
  for (const { name } of lookups) await createLookup(db, name)
  await runAll(db, [
    'revoke create on schema dramac from dramac_search',
    canAccessSite,
    setTenantContext,
    `create function dramac.set_user_context(p_user uuid) returns void language plpgsql
     as $$ begin execute format('set local dramac.user_id = %L', coalesce(p_user::text, '')); end $$`,
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    'drop function dramac.set_user_context(uuid)',
    'drop function dramac.set_tenant_context(text, uuid, uuid, uuid)',
    'drop function dramac.can_access_site(uuid, uuid)',
  ])
  for (const { name, args } of [...lookups].reverse()) await db.raw(`drop function dramac.${name}(${typesOf(args)})`)
}
