// What operators look at: errors by what they have in common, jobs that failed for good, mails by age.
import type { Knex } from 'knex'
import { definer, renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'

/** One row an error, as `core/errors/error-groups.ts` sends them; a resolved one that happens again is open again. */
const addErrors = `create function dramac.add_errors(p_rows json) returns void ${definer} as $$ begin
  insert into dramac.error_groups as g (id, surface, name, code, title, frames, count, first_seen_at, last_seen_at,
    first_release, release, last_agency_id, last_site_id, request_ids)
  select r.id, r.surface, r.name, r.code, r.title, r.frames, r.count, r.at, r.at, r.release, r.release, r.agency_id, r.site_id, r.request_ids
  from json_to_recordset(p_rows) r (id uuid, surface text, name text, code text, title text, frames text[], count bigint,
    at timestamptz, release text, agency_id uuid, site_id uuid, request_ids text[])
  order by r.id
  on conflict (id) do update set count = g.count + excluded.count, last_seen_at = excluded.last_seen_at,
    release = excluded.release, title = excluded.title, last_agency_id = coalesce(excluded.last_agency_id, g.last_agency_id),
    last_site_id = coalesce(excluded.last_site_id, g.last_site_id), request_ids = (excluded.request_ids || g.request_ids)[1:5],
    state = case g.state when 'resolved' then 'open' else g.state end;
end $$`

const addFailure = `create function dramac.add_job_failure(p_row json) returns void ${definer} as $$ begin
  insert into dramac.job_failures (id, task, job_key, payload, attempts, error, failed_at)
  select r.id, r.task, r.job_key, r.payload, r.attempts, r.error, r.failed_at
  from json_to_record(p_row) r (id uuid, task text, job_key text, payload json, attempts integer, error text, failed_at timestamptz);
end $$`

const deleteProblems = `create function dramac.delete_problems(p_now timestamptz, p_errors interval, p_jobs interval, p_limit integer)
  returns table (errors bigint, jobs bigint) ${definer} as $$ begin
    delete from dramac.error_groups g where g.id in (
      select o.id from dramac.error_groups o where o.last_seen_at <= p_now - p_errors order by o.last_seen_at limit p_limit);
    get diagnostics errors = row_count;
    delete from dramac.job_failures f where f.id in (
      select o.id from dramac.job_failures o where o.failed_at <= p_now - p_jobs order by o.failed_at limit p_limit);
    get diagnostics jobs = row_count;
    return next;
  end $$`

const reader = (
  name: string,
  args: string,
  returns: string,
  body: string,
): readonly [string, string, string, string] => [
  `dramac.${name}(${args.replace(/\w+ (\w+(\[\])?)/g, '$1')})`,
  `create function dramac.${name}(${args}) returns ${returns} ${definer} as $$ begin ${body}; end $$`,
  'dramac_admin',
  'dramac_worker',
]

/** The queue belongs to the worker role: an administrator sees and moves it through these alone. */
const queue = [
  reader(
    'count_tasks',
    '',
    'table (task text, ready bigint, waiting bigint, running bigint, failing bigint, oldest_run_at timestamptz)',
    `return query select j.task_identifier, count(*) filter (where j.locked_at is null and j.run_at <= now()),
       count(*) filter (where j.locked_at is null and j.run_at > now()), count(*) filter (where j.locked_at is not null),
       count(*) filter (where j.last_error is not null), min(j.run_at) filter (where j.locked_at is null)
     from graphile_worker.jobs j group by 1 order by 1`,
  ),
  reader(
    'list_timetable',
    '',
    'table (task text, last_run_at timestamptz)',
    `return query select c.identifier, c.last_execution from graphile_worker._private_known_crontabs c order by 1`,
  ),
  reader(
    'list_workers',
    '',
    'table (worker text, jobs bigint, since timestamptz)',
    `return query select j.locked_by, count(*), min(j.locked_at) from graphile_worker.jobs j where j.locked_by is not null group by 1 order by 1`,
  ),
  reader(
    'list_failing_jobs',
    'p_before bigint, p_limit integer',
    'table (id bigint, task text, attempts integer, max_attempts integer, error text, run_at timestamptz, created_at timestamptz)',
    `return query select j.id, j.task_identifier, j.attempts::integer, j.max_attempts::integer, j.last_error, j.run_at, j.created_at
     from graphile_worker.jobs j where j.last_error is not null and (p_before is null or j.id < p_before)
     order by j.id desc limit p_limit`,
  ),
  reader(
    'retry_jobs',
    'p_ids bigint[]',
    'setof bigint',
    `return query select j.id from graphile_worker.reschedule_jobs(p_ids, run_at := now(), attempts := 0) j`,
  ),
  reader(
    'drop_jobs',
    'p_ids bigint[]',
    'setof bigint',
    `return query select j.id from graphile_worker.complete_jobs(p_ids) j`,
  ),
]

const functions: readonly (readonly [signature: string, create: string, callers: string, owner: string])[] = [
  ['dramac.add_errors(json)', addErrors, 'dramac_app, dramac_worker', 'dramac_search'],
  ['dramac.add_job_failure(json)', addFailure, 'dramac_worker', 'dramac_search'],
  [
    'dramac.delete_problems(timestamptz, interval, interval, integer)',
    deleteProblems,
    'dramac_worker',
    'dramac_search',
  ],
  ...queue,
]

const addJob = 'dramac.add_job(text, json, timestamptz, text, integer)'

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    'create index mails_at_idx on dp.mails (created_at)',
    `create table dramac.error_groups (
       id uuid constraint error_groups_pkey primary key,
       surface text not null constraint error_groups_surface_check check (surface in ('http', 'job', 'process', 'dashboard', 'frame')),
       name text not null,
       code text,
       title text not null,
       frames text[] not null,
       count bigint not null,
       state text not null default 'open' constraint error_groups_state_check check (state in ('open', 'resolved', 'ignored')),
       state_changed_at timestamptz,
       first_seen_at timestamptz not null,
       last_seen_at timestamptz not null,
       first_release text not null,
       release text not null,
       last_agency_id uuid,
       last_site_id uuid,
       request_ids text[] not null)`,
    'create index error_groups_list_idx on dramac.error_groups (last_seen_at desc, id desc)',
    `create table dramac.job_failures (
       id uuid constraint job_failures_pkey primary key,
       task text not null,
       job_key text,
       payload json not null,
       attempts integer not null,
       error text not null,
       failed_at timestamptz not null,
       retried_at timestamptz)`,
    'create index job_failures_list_idx on dramac.job_failures (failed_at desc, id desc)',
    'grant select, update, delete on dramac.error_groups to dramac_admin',
    'grant select, update, delete on dramac.job_failures to dramac_admin',
    'grant select, insert, update, delete on dramac.error_groups, dramac.job_failures to dramac_search',
    // What super admins do has events, which are delivered by jobs.
    `grant execute on function ${addJob} to dramac_admin`,
    'grant create on schema dramac to dramac_search, dramac_worker',
    ...functions.flatMap(([signature, create, callers, owner]) => [
      ...renderDefiner({ signature, create, owner, callers }),
    ]),
    'revoke create on schema dramac from dramac_search, dramac_worker',
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    `revoke execute on function ${addJob} from dramac_admin`,
    ...functions.map(([signature]) => `drop function ${signature}`),
    'drop table dramac.job_failures',
    'drop table dramac.error_groups',
    'drop index dp.mails_at_idx',
  ])
}
