import type { Statement } from '../db/tx.ts'

export const addJob: Statement = { name: 'job_add', text: 'select dramac.add_job($1, $2, $3, $4, $5)' }

export const removeJob: Statement = { name: 'job_remove', text: 'select dramac.remove_job($1)' }

/** Locks taken before `$1`, or all of them. */
export const unlockDead: Statement = {
  text: `select graphile_worker.force_unlock_workers(array(
           select distinct locked_by from graphile_worker.jobs
           where locked_by is not null and ($1::timestamptz is null or locked_at < $1)))`,
}

/** As the worker role, which owns the queue. A failed job has no attempt left. */
export const countJobs: Statement = {
  text: `select count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= now()) as ready,
           count(*) filter (where locked_at is null and attempts < max_attempts and run_at > now()) as waiting,
           count(*) filter (where locked_at is not null and attempts <= max_attempts) as running,
           count(*) filter (where locked_at is null and attempts >= max_attempts) as failed,
           coalesce(extract(epoch from now() - min(run_at)
             filter (where locked_at is null and attempts < max_attempts and run_at <= now())), 0)::float8 as "oldestSeconds"
         from graphile_worker.jobs`,
}
