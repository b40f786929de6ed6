/** The queue as its operators see it: what waits, what fails and why, what failed for good; as an administrator. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { redact } from '../errors/redact.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import * as queries from './console-queries.ts'
import { addJob } from './queries.ts'

export interface TaskCounts {
  readonly task: string
  readonly ready: number
  readonly waiting: number
  readonly running: number
  /** Of them all, those that failed at least once. */
  readonly failing: number
  readonly oldestRunAt: string | null
}

export function readQueue(ctx: Context) {
  return ctx.read(async (tx) => {
    const [tasks, timetable, workers] = await Promise.all([
      tx.rows<TaskCounts>(queries.listTasks),
      tx.rows<{ task: string; lastRunAt: string | null }>(queries.listTimetable),
      tx.rows<{ worker: string; jobs: number; since: string }>(queries.listWorkers),
    ])
    return { tasks, timetable, workers }
  })
}

export interface FailingJob {
  readonly id: string
  readonly task: string
  readonly attempts: number
  readonly maxAttempts: number
  readonly error: string
  readonly runAt: string
  readonly createdAt: string
}

export interface PageQuery {
  readonly limit?: number
  readonly cursor?: string
}

export async function listFailingJobs(ctx: Context, { limit = 20, cursor }: PageQuery) {
  const after = openCursor(ctx, 'failing-jobs', cursor)
  const rows = await ctx.rows<FailingJob>(queries.listFailing, [after.id, limit + 1])
  const shown = rows.map((job) => ({ ...job, error: redact(job.error) }))
  return toPage(ctx, 'failing-jobs', { rows: shown, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}

export type JobMove = 'retry' | 'drop'

/** One answer a job: what runs at this moment, or is gone, is not moved. */
export function moveJobs(ctx: Context, { ids, move }: { ids: readonly string[]; move: JobMove }) {
  return ctx.transaction(async (tx, emit) => {
    const statement = move === 'retry' ? queries.retryJobs : queries.dropJobs
    const moved = new Set((await tx.rows<{ id: string }>(statement, [ids])).map(({ id }) => id))
    const what = move === 'retry' ? 'retried' : 'dropped'
    if (moved.size > 0) await emit(`platform.jobs.${what}`, { jobIds: [...moved] })
    return { data: ids.map((id) => ({ id, result: moved.has(id) ? what : 'not moved' })) }
  })
}

export interface FailedJob {
  readonly id: string
  readonly task: string
  readonly attempts: number
  readonly error: string
  readonly failedAt: string
  readonly retriedAt: string | null
}

export async function listFailedJobs(ctx: Context, { limit = 20, cursor }: PageQuery) {
  const after = openCursor(ctx, 'failed-jobs', cursor)
  const rows = await ctx.rows<FailedJob>(queries.listFailures, [after.at, after.id, limit + 1])
  return toPage(ctx, 'failed-jobs', { rows, limit, markOf: ({ failedAt, id }) => ({ at: failedAt, id }) })
}

/** Puts it into the queue again, once. */
export function retryFailedJob(ctx: Context, { id }: { id: string }): Promise<{ id: string }> {
  return ctx.transaction(async (tx, emit) => {
    const job = await tx.row<{ task: string; payload: object; jobKey: string | null }>(queries.takeFailure, [
      id,
      ctx.now(),
    ])
    if (!job) {
      const found = await tx.row(queries.findFailure, [id])
      if (found) throw new DmError('CONFLICT', 'core.job_retried')
      throw new DmError('NOT_FOUND', 'core.job_unknown')
    }
    await tx.run(addJob, [job.task, JSON.stringify(job.payload), null, job.jobKey ?? id, 25])
    await emit('platform.job.retried', { failureId: id, task: job.task })
    return { id }
  })
}
