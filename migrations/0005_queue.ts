// Jobs enter the queue inside the caller's transaction, through two functions that the worker role owns.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'

const add = 'dramac.add_job(text, json, timestamptz, text, integer)'
const remove = 'dramac.remove_job(text)'

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    'grant create on schema dramac to dramac_worker',
    // A job with a key that is queued already is replaced: a reminder moves with its booking.
    `create function dramac.add_job(p_task text, p_payload json, p_run_at timestamptz, p_key text, p_max_attempts integer)
     returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin
       perform graphile_worker.add_job(p_task, p_payload, run_at := p_run_at, job_key := p_key, max_attempts := p_max_attempts);
     end $$`,
    `create function dramac.remove_job(p_key text)
     returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin
       perform graphile_worker.remove_job(p_key);
     end $$`,
    `alter function ${add} owner to dramac_worker`,
    `alter function ${remove} owner to dramac_worker`,
    'revoke create on schema dramac from dramac_worker',
    `revoke execute on function ${add}, ${remove} from public`,
    `grant execute on function ${add}, ${remove} to dramac_app, dramac_worker`,
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [`drop function ${add}`, `drop function ${remove}`])
}
