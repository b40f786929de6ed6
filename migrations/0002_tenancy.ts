// Agencies, their clients and sites; people, their memberships and sessions; the keys and domains of a site.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy, renderStatistics } from '@dramac/core/db/policy'

const stamps = 'created_at timestamptz not null default now(), updated_at timestamptz not null default now()'

const tables: readonly [name: string, scope: 'site' | 'agency' | 'user' | undefined, body: string][] = [
  [
    'users',
    undefined,
    `user_id uuid primary key,
     email text not null,
     email_key text not null generated always as (lower(email)) stored constraint users_email_key unique,
     name text not null,
     password_hash text,
     ${stamps}`,
  ],
  [
    'agencies',
    'agency',
    `agency_id uuid primary key,
     slug text not null constraint agencies_slug_key unique,
     name text not null,
     ${stamps}`,
  ],
  [
    'clients',
    'agency',
    `agency_id uuid not null constraint clients_agency_fk references dramac.agencies,
     id uuid not null,
     slug text not null,
     name text not null,
     ${stamps},
     primary key (agency_id, id),
     constraint clients_slug_key unique (agency_id, slug)`,
  ],
  [
    'sites',
    'agency',
    `agency_id uuid not null constraint sites_agency_fk references dramac.agencies,
     site_id uuid not null constraint sites_site_key unique,
     client_id uuid not null,
     slug text not null constraint sites_slug_key unique,
     name text not null,
     zone text not null,
     locale text not null default 'en',
     state text not null default 'active' constraint sites_state_check check (state in ('active', 'suspended', 'archived')),
     ${stamps},
     primary key (agency_id, site_id),
     constraint sites_client_fk foreign key (agency_id, client_id) references dramac.clients`,
  ],
  [
    'memberships',
    'agency',
    `agency_id uuid not null constraint memberships_agency_fk references dramac.agencies,
     id uuid not null,
     user_id uuid not null constraint memberships_user_fk references dramac.users,
     role text not null constraint memberships_role_check check (role in ('owner', 'admin', 'member', 'client')),
     client_id uuid,
     site_id uuid,
     ${stamps},
     primary key (agency_id, id),
     constraint memberships_client_fk foreign key (agency_id, client_id) references dramac.clients,
     constraint memberships_site_fk foreign key (agency_id, site_id) references dramac.sites,
     constraint memberships_once unique nulls not distinct (agency_id, user_id, client_id, site_id),
     constraint memberships_client_bound check (role <> 'client' or client_id is not null)`,
  ],
  [
    'sessions',
    'user',
    `token_hash bytea primary key,
     user_id uuid not null constraint sessions_user_fk references dramac.users,
     user_agent text,
     created_at timestamptz not null,
     last_seen_at timestamptz not null,
     expires_at timestamptz not null`,
  ],
  [
    'site_keys',
    'site',
    `agency_id uuid not null,
     site_id uuid not null,
     id uuid not null,
     key text not null constraint site_keys_key_key unique,
     frame_label text not null constraint site_keys_frame_label_key unique,
     mode text not null constraint site_keys_mode_check check (mode in ('live', 'test')),
     created_at timestamptz not null default now(),
     revoked_at timestamptz,
     primary key (agency_id, site_id, id),
     constraint site_keys_site_fk foreign key (agency_id, site_id) references dramac.sites`,
  ],
  [
    'api_keys',
    'site',
    `agency_id uuid not null,
     site_id uuid not null,
     id uuid not null,
     label text not null,
     prefix text not null,
     secret_hash bytea not null constraint api_keys_secret_key unique,
     mode text not null constraint api_keys_mode_check check (mode in ('live', 'test')),
     permissions text[] not null,
     created_at timestamptz not null default now(),
     last_used_at timestamptz,
     revoked_at timestamptz,
     primary key (agency_id, site_id, id),
     constraint api_keys_site_fk foreign key (agency_id, site_id) references dramac.sites`,
  ],
  [
    'site_domains',
    'site',
    `agency_id uuid not null,
     site_id uuid not null,
     id uuid not null,
     pattern text not null,
     kind text not null constraint site_domains_kind_check check (kind in ('exact', 'wildcard', 'development')),
     state text not null default 'pending'
       constraint site_domains_state_check check (state in ('pending', 'verified', 'failed', 'revoked')),
     method text,
     token text not null,
     failures integer not null default 0,
     last_seen text,
     last_checked_at timestamptz,
     verified_at timestamptz,
     expires_at timestamptz,
     ${stamps},
     primary key (agency_id, site_id, id),
     constraint site_domains_pattern_key unique (agency_id, site_id, pattern),
     constraint site_domains_site_fk foreign key (agency_id, site_id) references dramac.sites`,
  ],
]

const usersPolicy = [
  'alter table dramac.users enable row level security',
  'alter table dramac.users force row level security',
  `create policy self on dramac.users as permissive for all to dramac_app, dramac_worker, dramac_owner
   using (user_id = (select dramac.current_user_id())) with check (user_id = (select dramac.current_user_id()))`,
]

export async function up(db: Knex): Promise<void> {
  for (const [name, scope, body] of tables) {
    const table = `dramac.${name}`
    await runAll(db, [
      `create table ${table} (${body})`,
      ...(scope === undefined ? usersPolicy : renderPolicy({ table, scope })),
      ...(scope === 'site' ? [renderStatistics(table)] : []),
    ])
  }
  await runAll(db, [
    'create index memberships_user_idx on dramac.memberships (user_id)',
    'create index sessions_user_idx on dramac.sessions (user_id)',
    'create index sites_client_idx on dramac.sites (agency_id, client_id)',
    'grant select, insert, update, delete on all tables in schema dramac to dramac_app',
    'grant select on all tables in schema dramac to dramac_worker, dramac_search',
    'grant insert, update on dramac.site_domains to dramac_worker',
    'grant select, insert, update, delete on all tables in schema dramac to dramac_admin',
  ])
}

export async function down(db: Knex): Promise<void> {
  for (const [name] of [...tables].reverse()) await db.raw(`drop table dramac.${name}`)
}
