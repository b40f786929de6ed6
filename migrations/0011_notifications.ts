// What a person is told of, once for each event, and how they want to be told. Written by the queue for everybody whom an event
// concerns, so by functions that are bound to the agency of their transaction; read by that person alone.
import type { Knex } from 'knex'
import { definer, renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy } from '@dramac/core/db/policy'

const notifications = `create table dramac.notifications (
  user_id uuid not null constraint notifications_user_fk references dramac.users,
  id uuid not null,
  agency_id uuid not null constraint notifications_agency_fk references dramac.agencies,
  site_id uuid not null,
  event_id uuid not null,
  type text not null,
  category text not null,
  title text not null,
  body text not null,
  path text not null,
  actor text not null,
  entity_id text,
  group_key text not null,
  in_app boolean not null,
  created_at timestamptz not null,
  read_at timestamptz,
  archived_at timestamptz,
  mail_due_at timestamptz,
  primary key (user_id, id),
  constraint notifications_once unique (user_id, event_id))`

const preferences = `create table dramac.notification_preferences (
  user_id uuid primary key constraint notification_preferences_user_fk references dramac.users,
  channels jsonb not null,
  digest text not null constraint notification_preferences_digest_check check (digest in ('off', 'daily', 'weekly')),
  quiet_from text,
  quiet_to text,
  zone text not null,
  locale text not null,
  updated_at timestamptz not null,
  constraint notification_preferences_quiet_check check ((quiet_from is null) = (quiet_to is null)))`

export const listRecipients = `create or replace function dramac.list_recipients()
     returns table (user_id uuid, email text, name text, client_id uuid, site_id uuid, role text, permissions text[],
       channels jsonb, digest text, quiet_from text, quiet_to text, zone text, locale text)
     ${definer} as $$ begin
       return query select u.user_id, u.email, u.name, m.client_id, m.site_id, m.role, r.permissions,
         p.channels, coalesce(p.digest, 'off'), p.quiet_from, p.quiet_to, coalesce(p.zone, a.zone), coalesce(p.locale, a.locale)
       from dramac.memberships m
       join dramac.agencies a on a.agency_id = m.agency_id
       join dramac.users u on u.user_id = m.user_id
       left join dramac.roles r on r.agency_id = m.agency_id and r.id = m.role_id
       left join dramac.notification_preferences p on p.user_id = m.user_id
       where m.agency_id = dramac.current_agency() order by u.user_id, m.id;
     end $$`

const functions: readonly (readonly [signature: string, create: string])[] = [
  ['list_recipients()', listRecipients],
  [
    'add_notifications(json)',
    `create function dramac.add_notifications(p_rows json) returns table (user_id uuid) ${definer} as $$ begin
       return query insert into dramac.notifications as n (user_id, id, agency_id, site_id, event_id, type, category, title, body, path,
         actor, entity_id, group_key, in_app, created_at, mail_due_at)
       select r.user_id, r.id, dramac.current_agency(), dramac.current_site(), r.event_id, r.type, r.category, r.title, r.body, r.path,
         r.actor, r.entity_id, r.group_key, r.in_app, r.created_at, r.mail_due_at
       from json_populate_recordset(null::dramac.notifications, p_rows) r
       on conflict on constraint notifications_once do nothing
       returning n.user_id;
     end $$`,
  ],
  [
    'list_due_digests(timestamptz)',
    `create function dramac.list_due_digests(p_now timestamptz) returns table (agency_id uuid, user_id uuid)
     ${definer} as $$ begin
       return query select distinct n.agency_id, n.user_id from dramac.notifications n where n.mail_due_at <= p_now;
     end $$`,
  ],
  [
    'take_due_notifications(uuid, timestamptz)',
    `create function dramac.take_due_notifications(p_user uuid, p_now timestamptz)
     returns table (id uuid, title text, body text, path text) ${definer} as $$ begin
       return query update dramac.notifications n set mail_due_at = null
       where n.user_id = p_user and n.agency_id = dramac.current_agency() and n.mail_due_at <= p_now and n.archived_at is null
       returning n.id, n.title, n.body, n.path;
     end $$`,
  ],
]

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    notifications,
    preferences,
    ...['notifications', 'notification_preferences'].flatMap((name) =>
      renderPolicy({ table: `dramac.${name}`, scope: 'user' }),
    ),
    'create index notifications_list_idx on dramac.notifications (user_id, created_at desc, id desc)',
    'create index notifications_due_idx on dramac.notifications (mail_due_at) where mail_due_at is not null',
    'grant select, update (read_at, archived_at) on dramac.notifications to dramac_app',
    'grant select, insert, update on dramac.notification_preferences to dramac_app',
    'grant select on dramac.notifications, dramac.notification_preferences to dramac_worker',
    'grant select, insert, update, delete on dramac.notifications, dramac.notification_preferences to dramac_admin',
    'grant select, insert, update on dramac.notifications to dramac_search',
    'grant select on dramac.notification_preferences to dramac_search',
    'grant create on schema dramac to dramac_search',
  ])
  for (const [signature, create] of functions)
    await runAll(db, renderDefiner({ signature: `dramac.${signature}`, create, callers: 'dramac_worker' }))
  await db.raw('revoke create on schema dramac from dramac_search')
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    ...functions.toReversed().map(([signature]) => `drop function dramac.${signature}`),
    'drop table dramac.notification_preferences',
    'drop table dramac.notifications',
  ])
}
