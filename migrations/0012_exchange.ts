// Exports and imports of a site: what was asked for, how far it is, and until when its file is kept.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy, renderStatistics } from '@dramac/core/db/policy'

const shared = `agency_id uuid not null,
  site_id uuid not null,
  id uuid not null,
  rows_total bigint,
  rows_done bigint not null default 0,
  bytes bigint,
  attempt integer not null default 0,
  error text,
  requested_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz,
  primary key (agency_id, site_id, id)`

const tables: readonly [name: string, body: string][] = [
  [
    'site_exports',
    `${shared},
     state text not null constraint site_exports_state_check
       check (state in ('queued', 'running', 'ready', 'failed', 'expired')),
     options jsonb not null,
     constraint site_exports_site_fk foreign key (agency_id, site_id) references dp.site`,
  ],
  [
    'site_imports',
    `${shared},
     state text not null constraint site_imports_state_check
       check (state in ('checking', 'checked', 'refused', 'applying', 'applied', 'failed', 'expired')),
     source jsonb not null,
     strategy text not null constraint site_imports_strategy_check check (strategy in ('replace', 'merge', 'skip')),
     ids text not null constraint site_imports_ids_check check (ids in ('keep', 'new')),
     report jsonb,
     done text[] not null default '{}',
     constraint site_imports_site_fk foreign key (agency_id, site_id) references dp.site`,
  ],
]

const expired = 'dp.list_expired_files(timestamptz, integer)'

export async function up(db: Knex): Promise<void> {
  for (const [name, body] of tables) {
    const table = `dp.${name}`
    await runAll(db, [
      `create table ${table} (${body})`,
      ...renderPolicy({ table, scope: 'site' }),
      renderStatistics(table),
      `create index ${name}_list_idx on ${table} (agency_id, site_id, created_at desc, id desc)`,
      `create index ${name}_expiry_idx on ${table} (expires_at) where state <> 'expired'`,
      `grant select, insert, update, delete on ${table} to dramac_app, dramac_worker, dramac_admin`,
      `grant select on ${table} to dramac_search`,
    ])
  }
  await runAll(db, [
    // An import that replaces brings the site's own settings and domains too.
    'grant delete on dramac.site_domains to dramac_worker',
    'grant update (zone, locale, updated_at) on dramac.sites to dramac_worker',
    'grant create on schema dp to dramac_search',
    // Retention looks for files of every tenant that ran out; it learns their keys, not what they hold.
    `create function dp.list_expired_files(p_now timestamptz, p_limit integer)
     returns table (kind text, agency_id uuid, site_id uuid, id uuid) language plpgsql stable security definer
     set search_path = pg_catalog, pg_temp as $$ begin
       return query
         select 'export', e.agency_id, e.site_id, e.id from dp.site_exports e where e.expires_at <= p_now and e.state <> 'expired'
         union all
         select 'import', i.agency_id, i.site_id, i.id from dp.site_imports i where i.expires_at <= p_now and i.state <> 'expired'
         limit p_limit;
     end $$`,
    `alter function ${expired} owner to dramac_search`,
    'revoke create on schema dp from dramac_search',
    `revoke execute on function ${expired} from public`,
    `grant execute on function ${expired} to dramac_worker`,
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    `drop function ${expired}`,
    'revoke update (zone, locale, updated_at) on dramac.sites from dramac_worker',
    'revoke delete on dramac.site_domains from dramac_worker',
  ])
  for (const [name] of [...tables].reverse()) await db.raw(`drop table dp.${name}`)
}
