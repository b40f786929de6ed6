// How a place looks to those who get its mail, what became of each mail, whom nothing is sent any more, and how much was sent.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy, renderStatistics } from '@dramac/core/db/policy'

const agency = (table: string) => `agency_id uuid not null constraint ${table}_agency_fk references dramac.agencies`

/** A place is a site or the agency itself; a site's mail is in the brand of both, so both are readable in the agency. */
const tables: readonly [name: string, body: string][] = [
  [
    'brands',
    `${agency('brands')},
     place_id uuid not null,
     fields jsonb not null,
     version integer not null default 1,
     updated_at timestamptz not null,
     primary key (agency_id, place_id)`,
  ],
  [
    'brand_versions',
    `${agency('brand_versions')},
     place_id uuid not null,
     id uuid not null,
     version integer not null,
     fields jsonb not null,
     actor text not null,
     created_at timestamptz not null,
     primary key (agency_id, place_id, id),
     constraint brand_versions_version_key unique (agency_id, place_id, version)`,
  ],
  [
    'suppressions',
    `${agency('suppressions')},
     id uuid not null,
     recipient_key text not null,
     reason text not null constraint suppressions_reason_check check (reason in ('hard_bounce', 'soft_bounce', 'complaint')),
     detail text,
     created_at timestamptz not null,
     expires_at timestamptz,
     primary key (agency_id, id),
     constraint suppressions_recipient_key unique (agency_id, recipient_key)`,
  ],
  [
    'mail_stops',
    `${agency('mail_stops')},
     place_id uuid not null,
     recipient_key text not null,
     category text not null constraint mail_stops_category_check check (category in ('optional', 'marketing')),
     created_at timestamptz not null,
     primary key (agency_id, place_id, recipient_key, category)`,
  ],
  [
    'mail_usage',
    `${agency('mail_usage')},
     month date not null,
     sent bigint not null,
     primary key (agency_id, month)`,
  ],
]

const events = `create table dp.mail_events (
  agency_id uuid not null, site_id uuid not null,
  provider text not null,
  event_id text not null,
  mail_id uuid not null,
  kind text not null,
  detail text,
  happened_at timestamptz not null,
  created_at timestamptz not null,
  primary key (agency_id, site_id, provider, event_id),
  constraint mail_events_mail_fk foreign key (agency_id, site_id, mail_id) references dp.mails)`

const stateCheck = (states: string) =>
  `alter table dp.mails drop constraint mails_state_check,
   add constraint mails_state_check check (state in (${states}))`

export async function up(db: Knex): Promise<void> {
  for (const [name, body] of tables) {
    const table = `dramac.${name}`
    await runAll(db, [
      `create table ${table} (${body})`,
      ...renderPolicy({ table, scope: 'agency' }),
      `grant select on ${table} to dramac_app, dramac_worker`,
      `grant select, insert, update, delete on ${table} to dramac_admin`,
    ])
  }
  await runAll(db, [
    'grant insert, update on dramac.brands to dramac_app',
    'grant insert on dramac.brand_versions to dramac_app',
    'grant delete on dramac.suppressions to dramac_app',
    'grant insert, update on dramac.suppressions, dramac.mail_usage to dramac_worker',
    'grant insert, delete on dramac.mail_stops to dramac_worker',
    events,
    ...renderPolicy({ table: 'dp.mail_events', scope: 'site' }),
    renderStatistics('dp.mail_events'),
    'grant select on dp.mail_events to dramac_app',
    'grant select, insert on dp.mail_events to dramac_worker',
    'grant select, insert, update, delete on dp.mail_events to dramac_admin',
    stateCheck(`'queued', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'suppressed'`),
    `alter table dp.mails
      add column category text not null default 'transactional'
        constraint mails_category_check check (category in ('security', 'transactional', 'optional', 'marketing')),
      add column recipient_key text not null generated always as (lower(recipient)) stored,
      add column dedupe_key text,
      add column reply_to text,
      add column unsubscribe_url text,
      add column provider_id text,
      add column delivered_at timestamptz,
      add constraint mails_once unique (agency_id, site_id, recipient_key, dedupe_key)`,
    'alter table dp.mails alter column category drop default',
    'grant update (text_body, html_body, provider_id, delivered_at) on dp.mails to dramac_worker',
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    'revoke update (text_body, html_body, provider_id, delivered_at) on dp.mails from dramac_worker',
    'drop table dp.mail_events',
    'alter table dp.mails no force row level security',
    `update dp.mails set state = case state when 'suppressed' then 'failed' else 'sent' end
     where state in ('delivered', 'bounced', 'complained', 'suppressed')`,
    'alter table dp.mails force row level security',
    stateCheck(`'queued', 'sent', 'failed'`),
    `alter table dp.mails drop constraint mails_once, drop column category, drop column recipient_key, drop column dedupe_key,
      drop column reply_to, drop column unsubscribe_url, drop column provider_id, drop column delivered_at`,
    ...tables.toReversed().map(([name]) => `drop table dramac.${name}`),
  ])
}
