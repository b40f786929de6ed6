// What has run out is deleted, of every tenant at once: request log, answers kept for repeats, ended sessions.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'

const signature = 'dp.delete_expired(timestamptz, interval)'

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    'create index requests_at_idx on dp.requests (at)',
    'create index sessions_expiry_idx on dramac.sessions (expires_at)',
    'grant select, delete on dp.idempotency, dp.requests, dramac.sessions to dramac_search',
    'grant create on schema dp to dramac_search',
    `create function dp.delete_expired(p_now timestamptz, p_requests_kept interval)
     returns table (idempotency bigint, requests bigint, sessions bigint) language plpgsql security definer
     set search_path = pg_catalog, pg_temp as $$ begin
       delete from dp.idempotency i where i.expires_at <= p_now;
       get diagnostics idempotency = row_count;
       delete from dp.requests r where r.at <= p_now - p_requests_kept;
       get diagnostics requests = row_count;
       delete from dramac.sessions s where s.expires_at <= p_now;
       get diagnostics sessions = row_count;
       return next;
     end $$`,
    `alter function ${signature} owner to dramac_search`,
    'revoke create on schema dp from dramac_search',
    `revoke execute on function ${signature} from public`,
    `grant execute on function ${signature} to dramac_worker`,
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    `drop function ${signature}`,
    'revoke select, delete on dp.idempotency, dramac.sessions from dramac_search',
    'revoke select, delete on dp.requests from dramac_search',
    'grant select on dramac.sessions to dramac_search',
    'drop index dramac.sessions_expiry_idx',
    'drop index dp.requests_at_idx',
  ])
}
