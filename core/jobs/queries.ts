import type { Statement } from '../db/tx.ts'

export const addJob: Statement = { name: 'job_add', text: 'select dramac.add_job($1, $2, $3, $4, $5)' }

export const removeJob: Statement = { name: 'job_remove', text: 'select dramac.remove_job($1)' }

/** Locks taken before `$1`, or all of them. */
export const unlockDead: Statement = {
  text: `select graphile_worker.force_unlock_workers(array(
           select distinct locked_by from graphile_worker.jobs
           where locked_by is not null and ($1::timestamptz is null or locked_at < $1)))`,
}
