/** A job without an attempt left goes into our own history and out of the queue: nothing stands there that nobody will run. */
import type { Tenant } from '@dramac/core/context'
import { transactPlain } from '@dramac/core/db/database'
import { redact } from '@dramac/core/errors/redact'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { addFailure } from '@dramac/core/jobs/console-queries'
import type { Job, TaskList } from 'graphile-worker'
import type pg from 'pg'
import type { ErrorSink } from '../errors/error-sink.ts'
import { toDmError } from '../http/problem.ts'

export interface FailureParts {
  readonly workerPool: pg.Pool
  readonly errors: ErrorSink
  readonly clock: () => Date
}

export function recordFailures(tasks: TaskList, { workerPool, errors, clock }: FailureParts): TaskList {
  async function record(task: string, job: Job, error: unknown): Promise<void> {
    const at = clock()
    const row = {
      id: newUuidV7(at.getTime()),
      task,
      job_key: job.key,
      payload: job.payload,
      attempts: job.attempts,
      error: redact(error instanceof Error ? error.message : String(error)) || 'Error',
      failed_at: at,
    }
    await transactPlain(workerPool, (tx) => tx.run(addFailure, [JSON.stringify(row)]))
  }

  const watched = Object.entries(tasks).map(([name, task]): [string, TaskList[string]] => [
    name,
    async (payload, helpers) => {
      const { job } = helpers
      try {
        return await task!(payload, helpers)
      } catch (error) {
        // A database that is away is no mistake of the job's.
        const isAway = toDmError(error).code === 'UNAVAILABLE'
        const tenant = payload as Partial<Tenant> | null // written by scheduleJob; the timetable's have none
        if (!isAway)
          errors.capture(error, {
            surface: 'job',
            requestId: `job:${job.id}`,
            ...(tenant?.agencyId && tenant.siteId
              ? { tenant: { agencyId: tenant.agencyId, siteId: tenant.siteId } }
              : {}),
          })
        if (isAway || job.attempts < job.max_attempts) throw error
        return await record(name, job, error)
      }
    },
  ])
  return Object.fromEntries(watched)
}
