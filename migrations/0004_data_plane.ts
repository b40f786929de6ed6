// The data plane that every module shares: installed modules, events, audit, idempotency, mail, request log.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy, renderStatistics } from '@dramac/core/db/policy'

const tenant = `agency_id uuid not null, site_id uuid not null`
const siteKey = (table: string) => `constraint ${table}_site_fk foreign key (agency_id, site_id) references dp.site`

const tables: readonly [name: string, body: string][] = [
  ['site', `${tenant}, created_at timestamptz not null default now(), primary key (agency_id, site_id)`],
  [
    'site_modules',
    `${tenant},
     module text not null,
     version text not null,
     settings jsonb not null default '{}',
     created_at timestamptz not null default now(),
     updated_at timestamptz not null default now(),
     primary key (agency_id, site_id, module), ${siteKey('site_modules')}`,
  ],
  [
    'events',
    `${tenant},
     id uuid not null,
     type text not null,
     version integer not null default 1,
     payload jsonb not null,
     actor text not null,
     request_id text not null,
     occurred_at timestamptz not null,
     delivered_at timestamptz,
     primary key (agency_id, site_id, id), ${siteKey('events')}`,
  ],
  [
    'audits',
    `${tenant},
     id uuid not null,
     actor text not null,
     action text not null,
     resource text,
     result text not null constraint audits_result_check check (result in ('ok', 'denied', 'failed')),
     summary jsonb not null default '{}',
     request_id text not null,
     created_at timestamptz not null,
     primary key (agency_id, site_id, id), ${siteKey('audits')}`,
  ],
  [
    'idempotency',
    `${tenant},
     principal text not null,
     route text not null,
     key text not null,
     request_hash bytea not null,
     status integer,
     body text,
     created_at timestamptz not null,
     expires_at timestamptz not null,
     primary key (agency_id, site_id, principal, route, key), ${siteKey('idempotency')}`,
  ],
  [
    'mails',
    `${tenant},
     id uuid not null,
     kind text not null,
     sender text not null,
     recipient text not null,
     subject text not null,
     text_body text not null,
     html_body text not null,
     invite text,
     invite_method text,
     state text not null default 'queued' constraint mails_state_check check (state in ('queued', 'sent', 'failed')),
     attempts integer not null default 0,
     error text,
     created_at timestamptz not null,
     sent_at timestamptz,
     primary key (agency_id, site_id, id), ${siteKey('mails')}`,
  ],
  [
    'requests',
    `${tenant},
     id uuid not null,
     at timestamptz not null,
     principal text not null,
     method text not null,
     route text not null,
     origin text,
     status integer not null,
     code text,
     ms real not null,
     primary key (agency_id, site_id, id)`,
  ],
]

export async function up(db: Knex): Promise<void> {
  for (const [name, body] of tables) {
    const table = `dp.${name}`
    await runAll(db, [
      `create table ${table} (${body})`,
      ...renderPolicy({ table, scope: 'site' }),
      renderStatistics(table),
    ])
  }
  await runAll(db, [
    'create index events_undelivered_idx on dp.events (occurred_at) where delivered_at is null',
    'create index events_list_idx on dp.events (agency_id, site_id, occurred_at desc, id desc)',
    'create index audits_list_idx on dp.audits (agency_id, site_id, created_at desc, id desc)',
    'create index idempotency_expiry_idx on dp.idempotency (expires_at)',
    'create index mails_list_idx on dp.mails (agency_id, site_id, created_at desc, id desc)',
    'create index requests_list_idx on dp.requests (agency_id, site_id, at desc, id desc)',
    'grant select, insert on all tables in schema dp to dramac_app, dramac_worker',
    // Audit rows, events' bodies and the request log are never changed, not even by us.
    'grant update, delete on dp.site_modules, dp.idempotency to dramac_app, dramac_worker',
    'grant update (delivered_at) on dp.events to dramac_worker',
    'grant update (state, attempts, error, sent_at) on dp.mails to dramac_worker',
    'grant select, insert, update, delete on all tables in schema dp to dramac_admin',
    // The relay looks for undelivered events of every tenant; it learns their keys, not their contents.
    'grant select on dp.events, dp.site_modules to dramac_search',
    'grant create on schema dp to dramac_search',
    `create function dp.list_undelivered(p_before timestamptz, p_limit integer)
     returns table (agency_id uuid, site_id uuid, id uuid) language plpgsql stable security definer
     set search_path = pg_catalog, pg_temp as $$ begin
       return query select e.agency_id, e.site_id, e.id from dp.events e
       where e.delivered_at is null and e.occurred_at < p_before order by e.occurred_at limit p_limit;
     end $$`,
    'alter function dp.list_undelivered(timestamptz, integer) owner to dramac_search',
    // The request log is written in batches of many tenants at once, and only ever added to.
    'grant insert on dp.requests to dramac_search',
    `create function dp.add_requests(p_rows json) returns void language plpgsql security definer
     set search_path = pg_catalog, pg_temp as $$ begin
       insert into dp.requests (agency_id, site_id, id, at, principal, method, route, origin, status, code, ms)
       select r.agency_id, r.site_id, r.id, r.at, r.principal, r.method, r.route, r.origin, r.status, r.code, r.ms
       from json_populate_recordset(null::dp.requests, p_rows) r;
     end $$`,
    'alter function dp.add_requests(json) owner to dramac_search',
    'revoke execute on function dp.add_requests(json) from public',
    'grant execute on function dp.add_requests(json) to dramac_app',
    'revoke create on schema dp from dramac_search',
    'revoke execute on function dp.list_undelivered(timestamptz, integer) from public',
    'grant execute on function dp.list_undelivered(timestamptz, integer) to dramac_worker',
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, ['drop function dp.add_requests(json)', 'drop function dp.list_undelivered(timestamptz, integer)'])
  for (const [name] of [...tables].reverse()) await db.raw(`drop table dp.${name}`)
}
