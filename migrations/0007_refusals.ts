// The request log names why and by which request; a denial leaves an audit row; a key shows when it was last used.
import type { Knex } from 'knex'
import { definer } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'

/** Rows of the log as `core/audit/add-requests.ts` sends them; `denied` ones become audit rows too. */
const addRequests = `create or replace function dp.add_requests(p_rows json) returns void ${definer} as $$ begin
  insert into dp.requests (agency_id, site_id, id, at, principal, method, route, origin, status, reason, request_id, ms)
  select r.agency_id, r.site_id, r.id, r.at, r.principal, r.method, r.route, r.origin, r.status, r.reason, r.request_id, r.ms
  from json_populate_recordset(null::dp.requests, p_rows) r;
  insert into dp.audits (agency_id, site_id, id, actor, action, result, summary, request_id, created_at)
  select r.agency_id, r.site_id, r.id, r.principal, r.method || ' ' || r.route, 'denied',
    jsonb_build_object('reason', r.reason, 'origin', r.origin), r.request_id, r.at
  from json_to_recordset(p_rows) r (agency_id uuid, site_id uuid, id uuid, at timestamptz, principal text, method text,
    route text, origin text, reason text, request_id text, denied boolean)
  where r.denied;
  update dramac.api_keys k set last_used_at = r.at
  from (select agency_id, site_id, principal, max(at) as at from json_populate_recordset(null::dp.requests, p_rows)
    where principal like 'key:%' group by agency_id, site_id, principal) r
  where k.agency_id = r.agency_id and k.site_id = r.site_id and k.id::text = substr(r.principal, 5)
    and (k.last_used_at is null or k.last_used_at < r.at - interval '1 minute');
end $$`

const addRequestsBefore = `create or replace function dp.add_requests(p_rows json) returns void ${definer} as $$ begin
  insert into dp.requests (agency_id, site_id, id, at, principal, method, route, origin, status, code, ms)
  select r.agency_id, r.site_id, r.id, r.at, r.principal, r.method, r.route, r.origin, r.status, r.code, r.ms
  from json_populate_recordset(null::dp.requests, p_rows) r;
end $$`

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    'alter table dp.requests add column reason text',
    'alter table dp.requests rename column code to request_id',
    'grant insert on dp.audits to dramac_search',
    'grant update (last_used_at) on dramac.api_keys to dramac_search',
    addRequests,
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    'revoke update (last_used_at) on dramac.api_keys from dramac_search',
    'revoke insert on dp.audits from dramac_search',
    'alter table dp.requests rename column request_id to code',
    'alter table dp.requests drop column reason',
    addRequestsBefore,
  ])
}
