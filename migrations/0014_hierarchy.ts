// Clients and sites that are archived, renamed and moved; people who are invited, bound and made owners; what a client's portal
// opens. And what an agency may see of all its sites at once, by functions that are bound to its place.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy } from '@dramac/core/db/policy'

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
       role_name text, client_ids uuid[], site_ids uuid[], permissions text[], last_seen_at timestamptz, created_at timestamptz)
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return query select m.user_id, u.name, u.email, m.role, m.role_id, r.name,
         array_remove(array_agg(m.client_id), null), array_remove(array_agg(m.site_id), null), max(m.permissions),
         (select max(s.last_seen_at) from dramac.sessions s where s.user_id = m.user_id), min(m.created_at)
       from dramac.memberships m join dramac.users u on u.user_id = m.user_id
       left join dramac.roles r on r.agency_id = m.agency_id and r.id = m.role_id
       where m.agency_id = dramac.current_agency() and (p_user is null or m.user_id = p_user)
       group by m.user_id, u.name, u.email, m.role, m.role_id, r.name;
     end $$`,
  ],
  [
    'is_member_address(text)',
    `create function dramac.is_member_address(p_email_key text) returns boolean
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return exists (select from dramac.memberships m join dramac.users u on u.user_id = m.user_id
         where m.agency_id = dramac.current_agency() and u.email_key = p_email_key);
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
    'grant create on schema dramac to dramac_search',
  ])
  for (const [signature, create] of functions)
    await runAll(db, [
      create,
      `alter function dramac.${signature} owner to dramac_search`,
      `revoke execute on function dramac.${signature} from public`,
      `grant execute on function dramac.${signature} to dramac_app, dramac_worker, dramac_admin`,
    ])
  await db.raw('revoke create on schema dramac from dramac_search')
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    ...functions.toReversed().map(([signature]) => `drop function dramac.${signature}`),
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
