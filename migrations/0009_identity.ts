// Who people are: staff and an agency's portal apart, proved addresses, sessions that can be seen and ended, second factors.
import type { Knex } from 'knex'
import { definer, renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy } from '@dramac/core/db/policy'
import { createLookup } from './0003_access.ts'

const user = 'user_id uuid not null'
const userKey = (table: string) =>
  `constraint ${table}_user_fk foreign key (user_id) references dramac.users on delete cascade`

const tables: readonly (readonly [name: string, body: string])[] = [
  [
    'email_tokens',
    `${user}, id uuid primary key,
     purpose text not null constraint email_tokens_purpose_check check (purpose in ('verify', 'reset', 'magic')),
     token_hash bytea not null constraint email_tokens_hash_key unique,
     email text not null,
     next text,
     created_at timestamptz not null,
     expires_at timestamptz not null,
     used_at timestamptz,
     ${userKey('email_tokens')}`,
  ],
  [
    'totps',
    `user_id uuid primary key,
     secret bytea not null,
     last_step bigint not null default 0,
     created_at timestamptz not null,
     confirmed_at timestamptz,
     ${userKey('totps')}`,
  ],
  [
    'recovery_codes',
    `${user}, code_hash bytea not null,
     created_at timestamptz not null,
     used_at timestamptz,
     primary key (user_id, code_hash),
     ${userKey('recovery_codes')}`,
  ],
  [
    'passkeys',
    `${user}, id uuid primary key,
     credential_id text not null constraint passkeys_credential_key unique,
     public_key bytea not null,
     counter bigint not null,
     transports text[] not null,
     label text not null,
     created_at timestamptz not null,
     last_used_at timestamptz,
     ${userKey('passkeys')}`,
  ],
  // Whoever is not known yet has the nil identity, so it refers to nobody.
  [
    'challenges',
    `${user}, id uuid primary key,
     kind text not null constraint challenges_kind_check check (kind in ('second_factor', 'passkey_sign_in', 'passkey_add')),
     token_hash bytea not null constraint challenges_hash_key unique,
     value text not null,
     next text,
     attempts integer not null default 0,
     expires_at timestamptz not null,
     used_at timestamptz`,
  ],
]

const lookups: readonly (readonly [signature: string, args: string, returns: string, body: string])[] = [
  [
    'find_sign_in(text, text, text)',
    'p_email_key text, p_realm text, p_agency text',
    'table (user_id uuid, realm text, password_hash text)',
    `return query select u.user_id, u.realm, u.password_hash from dramac.users u
     left join dramac.agencies a on a.agency_id = u.realm_agency_id
     where u.email_key = p_email_key and u.status = 'active' and (p_realm is null or u.realm = p_realm)
       and (p_agency is null or u.realm = 'staff' or a.slug = p_agency)
     order by u.realm desc, u.created_at, u.user_id`,
  ],
  [
    'find_session(bytea, timestamptz, timestamptz)',
    'p_token_hash bytea, p_now timestamptz, p_idle_since timestamptz',
    `table (session_id uuid, user_id uuid, realm text, is_verified boolean, impersonator_id uuid, impersonated_from uuid, confirmed_at timestamptz,
       second_factor_at timestamptz, last_seen_at timestamptz, expires_at timestamptz, closed_to uuid[])`,
    // Who acts as somebody else must still be where they were allowed to.
    `return query select s.id, s.user_id, u.realm, u.email_verified_at is not null, s.impersonator_id, s.impersonated_from, s.confirmed_at,
       s.second_factor_at, s.last_seen_at, s.expires_at,
       case when s.second_factor_at is null and u.realm = 'staff' then array(
         select distinct m.agency_id from dramac.memberships m
         join dramac.agencies a on a.agency_id = m.agency_id and a.requires_second_factor
         where m.user_id = s.user_id) else '{}'::uuid[] end
     from dramac.sessions s join dramac.users u on u.user_id = s.user_id and u.status = 'active'
     where s.token_hash = p_token_hash and s.expires_at > p_now and s.last_seen_at > p_idle_since
       and (s.impersonator_id is null or exists (
         select from dramac.memberships m join dramac.users i on i.user_id = m.user_id and i.status = 'active'
         where m.user_id = s.impersonator_id and m.agency_id = s.impersonated_from))`,
  ],
  [
    'find_email_token(bytea)',
    'p_token_hash bytea',
    'table (user_id uuid)',
    'return query select t.user_id from dramac.email_tokens t where t.token_hash = p_token_hash',
  ],
  [
    'find_challenge(bytea)',
    'p_token_hash bytea',
    'table (user_id uuid)',
    'return query select c.user_id from dramac.challenges c where c.token_hash = p_token_hash',
  ],
  [
    'find_passkey(text)',
    'p_credential_id text',
    'table (user_id uuid)',
    `return query select p.user_id from dramac.passkeys p
     join dramac.users u on u.user_id = p.user_id and u.status = 'active' where p.credential_id = p_credential_id`,
  ],
  [
    'find_portal_user(uuid)',
    'p_user uuid',
    'table (user_id uuid, name text)',
    // Of the agency that the transaction is bound to, and of no other.
    `return query select u.user_id, u.name from dramac.users u
     where u.user_id = p_user and u.status = 'active' and u.realm_agency_id = dramac.current_agency()`,
  ],
  [
    'delete_spent(timestamptz)',
    'p_now timestamptz',
    'table (spent bigint)',
    `delete from dramac.challenges c where c.expires_at <= p_now;
     delete from dramac.email_tokens t where t.expires_at <= p_now - interval '7 days';
     get diagnostics spent = row_count;
     return next`,
  ],
]

/** A denial names who acted as its actor, as every other row of the audit does. */
const addRequests = (
  impersonator: boolean,
) => `create or replace function dp.add_requests(p_rows json) returns void ${definer} as $$ begin
  insert into dp.requests (agency_id, site_id, id, at, principal, method, route, origin, status, reason, request_id, ms)
  select r.agency_id, r.site_id, r.id, r.at, r.principal, r.method, r.route, r.origin, r.status, r.reason, r.request_id, r.ms
  from json_populate_recordset(null::dp.requests, p_rows) r;
  insert into dp.audits (agency_id, site_id, id, actor, action, result, summary, request_id, created_at${impersonator ? ', impersonator' : ''})
  select r.agency_id, r.site_id, r.id, r.principal, r.method || ' ' || r.route, 'denied',
    jsonb_build_object('reason', r.reason, 'origin', r.origin), r.request_id, r.at${impersonator ? ', r.impersonator' : ''}
  from json_to_recordset(p_rows) r (agency_id uuid, site_id uuid, id uuid, at timestamptz, principal text, method text,
    route text, origin text, reason text, request_id text, denied boolean, impersonator text)
  where r.denied;
  update dramac.api_keys k set last_used_at = r.at
  from (select agency_id, site_id, principal, max(at) as at from json_populate_recordset(null::dp.requests, p_rows)
    where principal like 'key:%' group by agency_id, site_id, principal) r
  where k.agency_id = r.agency_id and k.site_id = r.site_id and k.id::text = substr(r.principal, 5)
    and (k.last_used_at is null or k.last_used_at < r.at - interval '1 minute');
end $$`

/**
 * A client of one agency and of nothing else moves to its portal; whoever is more than that keeps the staff account and is
 * given one of their own in each portal, with the same password.
 */
const separateRealms = [
  'update dramac.users set email_verified_at = created_at',
  `update dramac.users u set realm = 'portal', realm_agency_id = m.agency_id
   from (select user_id, (array_agg(agency_id))[1] as agency_id from dramac.memberships
     group by user_id having count(distinct agency_id) = 1 and bool_and(role = 'client')) m
   where m.user_id = u.user_id`,
  `insert into dramac.users (user_id, email, name, password_hash, email_verified_at, realm, realm_agency_id)
   select gen_random_uuid(), u.email, u.name, u.password_hash, u.created_at, 'portal', m.agency_id
   from (select distinct user_id, agency_id from dramac.memberships where role = 'client') m
   join dramac.users u on u.user_id = m.user_id and u.realm = 'staff'`,
  `update dramac.memberships m set user_id = p.user_id from dramac.users u, dramac.users p
   where m.role = 'client' and u.user_id = m.user_id and u.realm = 'staff'
     and p.realm_agency_id = m.agency_id and p.email_key = u.email_key`,
]

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    `alter table dramac.users
      add column email_verified_at timestamptz,
      add column status text not null default 'active' constraint users_status_check check (status in ('active', 'locked', 'disabled')),
      add column locale text not null default 'en',
      add column zone text not null default 'UTC',
      add column realm text not null default 'staff' constraint users_realm_check check (realm in ('staff', 'portal')),
      add column realm_agency_id uuid constraint users_agency_fk references dramac.agencies,
      add constraint users_portal_check check ((realm = 'portal') = (realm_agency_id is not null)),
      add constraint users_realm_key unique (user_id, realm),
      add constraint users_agency_key unique (user_id, realm_agency_id),
      drop constraint users_email_key`,
    'alter table dramac.users add constraint users_email_key unique nulls not distinct (realm_agency_id, email_key)',
    ...unforced(separateRealms),
    // A client is somebody of that agency's portal, and nobody of a portal is anything else.
    `alter table dramac.memberships
      add column realm text not null generated always as (case role when 'client' then 'portal' else 'staff' end) stored,
      add column portal_agency_id uuid generated always as (case role when 'client' then agency_id end) stored,
      add constraint memberships_realm_fk foreign key (user_id, realm) references dramac.users (user_id, realm),
      add constraint memberships_portal_fk foreign key (user_id, portal_agency_id) references dramac.users (user_id, realm_agency_id)`,
    `alter table dramac.sessions
      add column id uuid not null default gen_random_uuid() constraint sessions_id_key unique,
      add column network_hash bytea,
      add column confirmed_at timestamptz,
      add column second_factor_at timestamptz,
      add column impersonator_id uuid constraint sessions_impersonator_fk references dramac.users,
      add column impersonated_from uuid,
      add column origin_id uuid constraint sessions_origin_fk references dramac.sessions (id) on delete cascade,
      add constraint sessions_impersonation_check check (num_nulls(impersonator_id, impersonated_from, origin_id) in (0, 3))`,
    'create index sessions_origin_idx on dramac.sessions (origin_id) where origin_id is not null',
    'alter table dp.events add column impersonator text',
  ])
  for (const [name, body] of tables)
    await runAll(db, [
      `create table dramac.${name} (${body})`,
      ...renderPolicy({ table: `dramac.${name}`, scope: 'user' }),
      `grant select, insert, update, delete on dramac.${name} to dramac_app, dramac_admin`,
      `grant select on dramac.${name} to dramac_worker, dramac_search`,
    ])
  await runAll(db, [
    'create index email_tokens_user_idx on dramac.email_tokens (user_id)',
    'create index email_tokens_expiry_idx on dramac.email_tokens (expires_at)',
    'create index passkeys_user_idx on dramac.passkeys (user_id)',
    'create index challenges_expiry_idx on dramac.challenges (expires_at)',
    'grant insert on dramac.email_tokens to dramac_worker',
    'grant delete on dramac.email_tokens, dramac.challenges to dramac_search',
    'grant create on schema dramac to dramac_search',
    'drop function dramac.find_sign_in(text)',
    'drop function dramac.find_session(bytea, timestamptz)',
  ])
  for (const [signature, args, returns, body] of lookups) {
    const create = `create function dramac.${signature.split('(')[0]}(${args}) returns ${returns} ${definer}${body.startsWith('return') ? ' stable' : ''} as $$ begin ${body}; end $$`
    const callers = 'dramac_app, dramac_worker, dramac_admin'
    await runAll(db, renderDefiner({ signature: `dramac.${signature}`, create, callers }))
  }
  await runAll(db, ['revoke create on schema dramac from dramac_search', addRequests(true)])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    addRequests(false),
    ...lookups.map(([signature]) => `drop function dramac.${signature}`),
    'grant create on schema dramac to dramac_search',
  ])
  for (const name of ['find_sign_in', 'find_session']) await createLookup(db, name)
  await runAll(db, [
    'revoke create on schema dramac from dramac_search',
    ...tables.toReversed().map(([name]) => `drop table dramac.${name}`),
    'alter table dp.events drop column impersonator',
    `alter table dramac.sessions drop column id cascade, drop column network_hash, drop column confirmed_at, drop column second_factor_at,
      drop column impersonator_id, drop column impersonated_from, drop column origin_id`,
    `alter table dramac.memberships drop constraint memberships_realm_fk, drop constraint memberships_portal_fk,
      drop column realm, drop column portal_agency_id`,
    'alter table dramac.users drop constraint users_email_key',
    // One address has one account again: those of portals that are in the way are kept under a name of their own.
    ...unforced([
      `update dramac.users u set email = u.user_id || '.' || u.email where u.realm = 'portal' and exists (
         select from dramac.users o where o.email_key = u.email_key and (o.realm, o.user_id) <> (u.realm, u.user_id)
           and (o.realm = 'staff' or o.user_id < u.user_id))`,
    ]),
    `alter table dramac.users drop constraint users_realm_key, drop constraint users_agency_key, drop constraint users_portal_check,
      drop column email_verified_at, drop column status, drop column locale, drop column zone, drop column realm_agency_id, drop column realm,
      add constraint users_email_key unique (email_key)`,
  ])
}

/** The owner obeys row security too, and has no place here: it looks away for these statements. */
function unforced(statements: readonly string[]): string[] {
  const forced = ['dramac.users', 'dramac.memberships']
  return [
    ...forced.map((table) => `alter table ${table} no force row level security`),
    ...statements,
    ...forced.map((table) => `alter table ${table} force row level security`),
  ]
}
