import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

export const listTasks: Statement = {
  text: `select task, ready, waiting, running, failing, oldest_run_at as "oldestRunAt" from dramac.count_tasks()`,
}
export const listTimetable: Statement = {
  text: 'select task, last_run_at as "lastRunAt" from dramac.list_timetable()',
}
export const listWorkers: Statement = { text: 'select worker, jobs, since from dramac.list_workers()' }

/** After a job of this id, newest first. */
export const listFailing: Statement = {
  text: `select id::text, task, attempts, max_attempts as "maxAttempts", error, run_at as "runAt", created_at as "createdAt"
         from dramac.list_failing_jobs($1, $2)`,
}
export const retryJobs: Statement = { text: 'select id::text from dramac.retry_jobs($1::bigint[]) as id' }
export const dropJobs: Statement = { text: 'select id::text from dramac.drop_jobs($1::bigint[]) as id' }

export const addFailure: Statement = { text: 'select dramac.add_job_failure($1)' }

const columns = `id, task, attempts, error, retried_at as "retriedAt",
  ${exactInstant('failed_at')} as "failedAt"`

/** As an administrator. */
export const listFailures: Statement = {
  text: `select ${columns} from dramac.job_failures
         where ($1::timestamptz is null or (failed_at, id) < ($1, $2)) order by failed_at desc, id desc limit $3`,
}

export const takeFailure: Statement = {
  text: `update dramac.job_failures set retried_at = $2 where id = $1 and retried_at is null
         returning task, payload, job_key as "jobKey"`,
}

export const findFailure: Statement = { text: 'select id from dramac.job_failures where id = $1' }
