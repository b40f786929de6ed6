// Clients and sites that are archived, renamed and moved; people who are invited, bound and made owners; what a client's portal
// opens. And what an agency may see of all its sites at once, by functions that are bound to its place.
import type { Knex } from 'knex'
import { renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy } from '@dramac/core/db/policy'
import { createLookup } from './0003_access.ts'
import { functions as before } from './0008_places.ts'
import { listRecipients } from './0011_notifications.ts'

const platform = '00000000-0000-0000-0000-000000000000'

const changes: readonly (readonly [up: string, down: string])[] = [
  [
    'alter table dramac.agencies add column requires_second_factor boolean not null default false',
    'alter table dramac.agencies drop column requires_second_factor',
  ],
  [
    `alter table dramac.clients
      add column company text,
      add column contact_email text,
      add column contact_phone text,
      add column notes text,
      add column tags text[] not null default '{}',
      add column portal_enabled boolean not null default true,
      add column portal_permissions text[] not null default '{}',
      add column archived_at timestamptz,
      add column version integer not null default 1`,
    `alter table dramac.clients drop column company, drop column contact_email, drop column contact_phone, drop column notes,
      drop column tags, drop column portal_enabled, drop column portal_permissions, drop column archived_at, drop column version`,
  ],
  [
    // What it was before, and whether its client took it along, tells what a restoration brings back.
    `alter table dramac.sites
      add column currency text,
      add column tags text[] not null default '{}',
      add column archived_at timestamptz,
      add column state_before text,
      add column archived_with_client boolean not null default false,
      add column version integer not null default 1`,
    `alter table dramac.sites drop column currency, drop column tags, drop column archived_at, drop column state_before,
      drop column archived_with_client, drop column version`,
  ],
  [
    // Of a person of the portal, instead of what their client's portal opens.
    `alter table dramac.memberships add column permissions text[],
      add constraint memberships_portal_check check (permissions is null or role = 'client')`,
    'alter table dramac.memberships drop constraint memberships_portal_check, drop column permissions',
  ],
]

const tables: readonly (readonly [name: string, body: string])[] = [
  [
    // Every name that a site has or had: a former one still leads to it, and is nobody else's.
    'site_slugs',
    `slug text primary key,
     agency_id uuid not null,
     site_id uuid not null,
     created_at timestamptz not null default now(),
     constraint site_slugs_site_fk foreign key (agency_id, site_id) references dramac.sites`,
  ],
  [
    'invitations',
    `agency_id uuid not null constraint invitations_agency_fk references dramac.agencies,
     id uuid not null,
     email text not null,
     email_key text not null generated always as (lower(email)) stored,
     role text not null constraint invitations_role_check check (role in ('admin', 'member', 'client', 'custom')),
     role_id uuid,
     client_ids uuid[] not null default '{}',
     site_ids uuid[] not null default '{}',
     token_hash bytea not null constraint invitations_token_key unique,
     invited_by uuid,
     state text not null default 'open' constraint invitations_state_check check (state in ('open', 'accepted', 'revoked')),
     expires_at timestamptz not null,
     accepted_at timestamptz,
     created_at timestamptz not null,
     primary key (agency_id, id),
     constraint invitations_custom_check check ((role = 'custom') = (role_id is not null)),
     constraint invitations_role_fk foreign key (agency_id, role_id) references dramac.roles`,
  ],
  [
    'ownership_offers',
    `agency_id uuid not null constraint ownership_offers_agency_fk references dramac.agencies,
     id uuid not null,
     from_user_id uuid not null,
     to_user_id uuid not null,
     keeps_own boolean not null,
     state text not null default 'open'
       constraint ownership_offers_state_check check (state in ('open', 'accepted', 'withdrawn')),
     expires_at timestamptz not null,
     created_at timestamptz not null,
     decided_at timestamptz,
     primary key (agency_id, id)`,
  ],
]

/** A person of a portal that is closed has no way in; a site that is suspended is still there for the team, and for nobody else. */
const accessOf = `create or replace function dramac.access_of(p_kind text, p_id uuid, p_agency uuid, p_site uuid) returns text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
    if p_kind = 'user' then return coalesce((
      select case when a.state = 'active' or m.agency_id = '${platform}' then 'full' else 'read' end
      from dramac.memberships m
      join dramac.agencies a on a.agency_id = p_agency and (a.state <> 'closed' or m.agency_id = '${platform}')
      left join dramac.sites s on s.agency_id = p_agency and s.site_id = p_site and s.state <> 'archived'
      where m.user_id = p_id and m.agency_id in (p_agency, '${platform}')
        and (m.role <> 'client' or exists (
          select from dramac.clients c where c.agency_id = m.agency_id and c.id = m.client_id and c.portal_enabled))
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
      select case when a.state <> 'active' then 'suspended' when s.state <> 'active' then 'unavailable' else 'full' end
      from dramac.api_keys k
      join dramac.sites s on s.agency_id = k.agency_id and s.site_id = k.site_id and s.state <> 'archived'
      join dramac.agencies a on a.agency_id = k.agency_id and a.state <> 'closed'
      where k.agency_id = p_agency and k.site_id = p_site and k.id = p_id and k.revoked_at is null), 'none');
    elsif p_kind = 'visitor' then return coalesce((
      select case when a.state = 'active' and s.state = 'active' then 'full' else 'unavailable' end
      from dramac.site_keys k
      join dramac.sites s on s.agency_id = k.agency_id and s.site_id = k.site_id and s.state <> 'archived'
      join dramac.agencies a on a.agency_id = k.agency_id and a.state <> 'closed'
      where k.agency_id = p_agency and k.site_id = p_site and k.id = p_id and k.revoked_at is null), 'none');
    elsif p_kind = 'job' and session_user = 'dramac_worker' then return 'full';
    elsif p_kind = 'founder' and p_site = p_agency and p_agency <> '${platform}'
      and not exists (select from dramac.agencies a where a.agency_id = p_agency) then return 'full';
    elsif p_kind = 'door' and p_agency = '${platform}' and p_site = '${platform}' then return 'full';
    end if;
    return 'none';
  end $$`

/** By any name that it has or had, or by its identity, which no name can look like. */
const siteOfName = `create function dramac.site_of_name(p_name text) returns uuid language sql stable as $$
  select coalesce(
    (select l.site_id from dramac.site_slugs l where l.slug = p_name),
    case when p_name ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_name::uuid end) $$`

/** What a person of a portal holds: what the team gave to them alone, else what their client's portal opens, else nothing. */
const grantColumns = `m.agency_id, m.client_id, m.site_id, m.role,
  case when m.role = 'client' then coalesce(m.permissions, c.portal_permissions) else r.permissions end`
const grantJoins = `left join dramac.roles r on r.agency_id = m.agency_id and r.id = m.role_id
    left join dramac.clients c on c.agency_id = m.agency_id and c.id = m.client_id and m.role = 'client'`
const grantTable = 'granted_agency uuid, granted_client uuid, granted_site uuid, role text, permissions text[]'
const placeTable = 'agency_id uuid, client_id uuid, site_id uuid, slug text'
const isOpen = `(m.role <> 'client' or c.portal_enabled)`

const definer = `language plpgsql stable security definer set search_path = pg_catalog, pg_temp`

/** The rule of access, as it is from now on. */
const replaced: readonly string[] = [
  accessOf,
  `create or replace function dramac.list_site_grants(p_user uuid, p_site text) returns table (${placeTable}, ${grantTable}) ${definer} as $$ begin
    return query select s.agency_id, s.client_id, s.site_id, s.slug, ${grantColumns}
    from dramac.sites s
    join dramac.memberships m on m.user_id = p_user and m.agency_id in (s.agency_id, '${platform}')
    ${grantJoins}
    where s.site_id = dramac.site_of_name(p_site) and s.state <> 'archived' and ${isOpen};
  end $$`,
  `create or replace function dramac.list_agency_grants(p_user uuid, p_agency text) returns table (${placeTable}, ${grantTable}) ${definer} as $$ begin
    return query select a.agency_id, null::uuid, a.agency_id, a.slug, ${grantColumns}
    from dramac.agencies a
    join dramac.memberships m on m.user_id = p_user and m.agency_id in (a.agency_id, '${platform}')
    ${grantJoins}
    where (a.slug = p_agency or a.agency_id::text = lower(p_agency)) and ${isOpen}
      and (a.state <> 'closed' or m.agency_id = '${platform}');
  end $$`,
  `create or replace function dramac.list_user_grants(p_user uuid)
   returns table (agency_id uuid, slug text, name text, state text, granted_client uuid, granted_site uuid, role text, permissions text[])
   ${definer} as $$ begin
     return query select a.agency_id, a.slug, a.name, a.state, m.client_id, m.site_id, m.role,
       case when m.role = 'client' then coalesce(m.permissions, c.portal_permissions) else r.permissions end
     from dramac.memberships m join dramac.agencies a on a.agency_id = m.agency_id and a.state <> 'closed'
     ${grantJoins}
     where m.user_id = p_user and ${isOpen} order by a.name, a.agency_id, m.id;
   end $$`,
  // Of a portal, whoever may come in is told what they may see there.
  `create or replace function dramac.list_recipients()
   returns table (user_id uuid, email text, name text, client_id uuid, site_id uuid, role text, permissions text[],
     channels jsonb, digest text, quiet_from text, quiet_to text, zone text, locale text)
   language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin
     return query select u.user_id, u.email, u.name, m.client_id, m.site_id, m.role,
       case when m.role = 'client' then coalesce(m.permissions, c.portal_permissions) else r.permissions end,
       p.channels, coalesce(p.digest, 'off'), p.quiet_from, p.quiet_to, coalesce(p.zone, a.zone), coalesce(p.locale, a.locale)
     from dramac.memberships m
     join dramac.agencies a on a.agency_id = m.agency_id
     join dramac.users u on u.user_id = m.user_id
     ${grantJoins}
     left join dramac.notification_preferences p on p.user_id = m.user_id
     where m.agency_id = dramac.current_agency() and ${isOpen} order by u.user_id, m.id;
   end $$`,
  `create or replace function dramac.find_site(p_site text) returns table (${placeTable}) ${definer} as $$ begin
     return query select s.agency_id, s.client_id, s.site_id, s.slug from dramac.sites s
     where s.site_id = dramac.site_of_name(p_site) and s.state <> 'archived';
   end $$`,
]

/**
 * Definer functions of the search role, each bound to the place that the transaction stands in: what belongs to another agency
 * is not there for it.
 */
const functions: readonly (readonly [signature: string, create: string])[] = [
  [
    // A person to whom the agency is no stranger: whoever acts in it, and its members.
    'find_person(uuid)',
    `create function dramac.find_person(p_user uuid) returns table (name text, email text)
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return query select u.name, u.email from dramac.users u where u.user_id = p_user
         and (u.user_id = dramac.current_principal_id() or exists (
           select from dramac.memberships m where m.agency_id = dramac.current_agency() and m.user_id = p_user));
     end $$`,
  ],
  [
    'list_members(uuid)',
    `create function dramac.list_members(p_user uuid) returns table (user_id uuid, name text, email text, role text, role_id uuid,
       role_name text, client_ids uuid[], site_ids uuid[], permissions text[], last_seen_at timestamptz, has_second_factor boolean,
       created_at timestamptz)
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return query select m.user_id, u.name, u.email, m.role, m.role_id, r.name,
         array_remove(array_agg(m.client_id), null), array_remove(array_agg(m.site_id), null), max(m.permissions),
         (select max(s.last_seen_at) from dramac.sessions s where s.user_id = m.user_id),
         exists (select from dramac.totps t where t.user_id = m.user_id and t.confirmed_at is not null)
           or exists (select from dramac.passkeys k where k.user_id = m.user_id), min(m.created_at)
       from dramac.memberships m join dramac.users u on u.user_id = m.user_id
       left join dramac.roles r on r.agency_id = m.agency_id and r.id = m.role_id
       where m.agency_id = dramac.current_agency() and (p_user is null or m.user_id = p_user)
       group by m.user_id, u.name, u.email, m.role, m.role_id, r.name;
     end $$`,
  ],
  [
    'is_member_address(text, text)',
    `create function dramac.is_member_address(p_email_key text, p_realm text) returns boolean
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return exists (select from dramac.memberships m join dramac.users u on u.user_id = m.user_id
         where m.agency_id = dramac.current_agency() and u.email_key = p_email_key and u.realm = p_realm);
     end $$`,
  ],
  [
    'find_site_key(text)',
    `create function dramac.find_site_key(p_frame_label text) returns table (agency_id uuid, site_id uuid, id uuid, key text,
       frame_label text, mode text, slug text, name text, zone text, locale text, is_available boolean)
     ${definer} as $$ begin
       return query select k.agency_id, k.site_id, k.id, k.key, k.frame_label, k.mode, s.slug, s.name, s.zone, s.locale,
         s.state = 'active' and a.state = 'active'
       from dramac.site_keys k join dramac.sites s on s.agency_id = k.agency_id and s.site_id = k.site_id
       join dramac.agencies a on a.agency_id = k.agency_id
       where k.frame_label = p_frame_label and k.revoked_at is null and s.state <> 'archived' and a.state <> 'closed';
     end $$`,
  ],
  [
    // Names are of the whole installation; that one is taken says nothing of whose it is.
    'is_slug_taken(text)',
    `create function dramac.is_slug_taken(p_slug text) returns boolean ${definer} as $$ begin
       return exists (select from dramac.site_slugs l where l.slug = p_slug);
     end $$`,
  ],
  [
    'find_sites_by_domain(text)',
    `create function dramac.find_sites_by_domain(p_like text) returns setof uuid ${definer} as $$ begin
       return query select d.site_id from dramac.site_domains d
         where d.agency_id = dramac.current_agency() and d.pattern ilike p_like;
     end $$`,
  ],
  [
    // What is installed on each site of the agency.
    'list_installed(uuid[])',
    `create function dramac.list_installed(p_sites uuid[]) returns table (site_id uuid, modules text[]) ${definer} as $$ begin
       return query select i.site_id, array_agg(i.module order by i.module) from dp.site_modules i
         where i.agency_id = dramac.current_agency() and i.site_id = any (p_sites) group by i.site_id;
     end $$`,
  ],
  [
    'measure_usage(timestamptz, timestamptz)',
    `create function dramac.measure_usage(p_month timestamptz, p_now timestamptz) returns table (metric text, used bigint)
     ${definer} as $$ begin
       return query select 'sites'::text, count(*) from dramac.sites s
           where s.agency_id = dramac.current_agency() and s.state <> 'archived'
         union all select 'seats', (select count(distinct m.user_id) from dramac.memberships m
             where m.agency_id = dramac.current_agency() and m.role <> 'client')
           + (select count(*) from dramac.invitations i where i.agency_id = dramac.current_agency()
             and i.role <> 'client' and i.state = 'open' and i.expires_at > p_now)
         union all select 'emailsPerMonth', count(*) from dp.mails e
           where e.agency_id = dramac.current_agency() and e.created_at >= p_month;
     end $$`,
  ],
]

export async function up(db: Knex): Promise<void> {
  await runAll(
    db,
    changes.map(([statement]) => statement),
  )
  for (const [name, body] of tables)
    await runAll(db, [
      `create table dramac.${name} (${body})`,
      ...renderPolicy({ table: `dramac.${name}`, scope: 'agency' }),
      `grant select, insert, update, delete on dramac.${name} to dramac_app, dramac_admin`,
      `grant select on dramac.${name} to dramac_worker, dramac_search`,
    ])
  await runAll(db, [
    // Two people who invite one address at the same moment invite it once.
    `create unique index invitations_open_key on dramac.invitations (agency_id, email_key) where state = 'open'`,
    `create unique index ownership_offers_open_key on dramac.ownership_offers (agency_id, to_user_id) where state = 'open'`,
    ...unforced(
      'insert into dramac.site_slugs (slug, agency_id, site_id) select slug, agency_id, site_id from dramac.sites',
    ),
    'grant select on dp.mails to dramac_search',
    // What super admins do has its events and its mail, too.
    'grant execute on function dramac.add_job(text, json, timestamptz, text, integer) to dramac_admin',
    'grant create on schema dramac to dramac_search',
    siteOfName,
    ...replaced,
    'drop function dramac.find_site_key(text)',
  ])
  for (const [signature, create] of functions)
    await runAll(
      db,
      renderDefiner({ signature: `dramac.${signature}`, create, callers: 'dramac_app, dramac_worker, dramac_admin' }),
    )
  await db.raw('revoke create on schema dramac from dramac_search')
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    ...functions.toReversed().map(([signature]) => `drop function dramac.${signature}`),
    'grant create on schema dramac to dramac_search',
    listRecipients,
    ...before.filter(([, create]) => create.startsWith('create or replace')).map(([, create]) => create),
  ])
  await createLookup(db, 'find_site_key')
  await runAll(db, [
    'revoke create on schema dramac from dramac_search',
    'drop function dramac.site_of_name(text)',
    'revoke select on dp.mails from dramac_search',
    'revoke execute on function dramac.add_job(text, json, timestamptz, text, integer) from dramac_admin',
    ...tables.toReversed().map(([name]) => `drop table dramac.${name}`),
    ...changes.toReversed().map(([, statement]) => statement),
  ])
}

/** The owner obeys row security too, and has no place here: it looks away for these statements. */
function unforced(...statements: string[]): string[] {
  const targets = ['dramac.sites', 'dramac.site_slugs']
  return [
    ...targets.map((table) => `alter table ${table} no force row level security`),
    ...statements,
    ...targets.map((table) => `alter table ${table} force row level security`),
  ]
}
