/** Runs the queue: events, mail, modules' jobs, and the sweeps that make delivery certain. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, Tenant } from '@dramac/core/context'
import { createContext, type Shared } from '@dramac/core/create-context'
import { agencyPlace } from '@dramac/core/access/places'
import { transactPlain } from '@dramac/core/db/database'
import { deliverEvent } from '@dramac/core/events/deliver-event'
import { recheckDomain } from '@dramac/core/domains/operations'
import type { Exchange } from '@dramac/core/exchange/run-export'
import type { Prover } from '@dramac/core/domains/prove'
import { addJob } from '@dramac/core/jobs/queries'
import { releaseDead } from '@dramac/core/jobs/release-dead'
import { listUndelivered } from '@dramac/core/events/queries'
import { coreNotifications } from '@dramac/core/notifications/notification-type'
import { sendDigest } from '@dramac/core/notifications/notify'
import { listDueDigests } from '@dramac/core/notifications/queries'
import { listPurgeable, placeOf, purge } from '@dramac/core/retention/purge-archived'
import { deleteExpired } from '@dramac/core/retention/delete-expired'
import { applyMailEvent, type MailEvent } from '@dramac/core/mail/mail-events'
import { changeStop, type StopChange } from '@dramac/core/mail/stop-mail'
import { renewInvitationTask } from '@dramac/core/identity/accept-invitation'
import { resendInvitation } from '@dramac/core/members/invitations'
import { mailPerson, mailPersonTask } from '@dramac/core/identity/mail-person'
import { createSmtpMailer, localMailer, sendMail, type Sending } from '@dramac/core/mail/send-mail'
import type { Module } from '@dramac/core/modules/module'
import { Logger as WorkerLogger, run, type Task, type TaskList } from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from './config/env.ts'
import type { ErrorSink } from './errors/error-sink.ts'
import { exchangeTasks, expireFiles } from './exchange-tasks.ts'
import type { Health } from './health/health.ts'
import { watchMailer } from './health/watch-mailer.ts'
import { keepRunner } from './queue/keep-runner.ts'
import { recordFailures } from './queue/record-failures.ts'

export interface WorkerOptions {
  readonly config: Config
  /** Transactions as the worker role. */
  readonly shared: Shared
  readonly workerPool: pg.Pool
  readonly exchange: Exchange
  readonly connectionString: string
  readonly modules: ReadonlyMap<string, Module>
  readonly prover: Prover
  readonly health: Health
  readonly errors: ErrorSink
  readonly log: Logger
  readonly clock: () => Date
}

/** An event that no job delivered within this time is picked up by the sweep. */
const overdueMs = 30_000
const sweepEveryMs = 30_000
/** Once each in the whole installation, however many workers it has. */
const timetable = '17 * * * * retention\n*/15 * * * * digests'

export async function startWorker(options: WorkerOptions): Promise<{ stop(): Promise<void> }> {
  const { config, connectionString, health, log } = options
  // Ours, so that it can be waited for: the queue's own would still hold connections when the database stops.
  const pgPool = new pg.Pool({ connectionString, application_name: 'dramac queue' })
  // A connection that broke is replaced, and the queue's next look at it says so.
  pgPool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}))
  const logger = new WorkerLogger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ from: 'queue' }, message)
  })
  const shared = {
    pgPool,
    // Without a batch the queue waits for nobody who says that a job is done: a database away just then, and the process ends.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    noHandleSignals: true,
    pollInterval: 2000,
    logger,
  }
  const tasks = recordFailures(taskList(options), options)
  const start = async () => {
    // The folder of an embedded server is ours alone: what is locked was locked by a process or a runner that is gone.
    await sweep(options, { alone: config.dbUrl === undefined })
    return run({ ...shared, concurrency: 8, taskList: tasks, crontab: timetable })
  }
  const runner = await keepRunner({ start, log })
  // What takes minutes keeps nothing waiting that takes milliseconds.
  const slowTasks = recordFailures(exchangeTasks(contexts(options), options.exchange), options)
  const slow = await keepRunner({ start: () => run({ ...shared, concurrency: 2, taskList: slowTasks }), log })
  health.ask('queue', {
    needed: true,
    check: () => Promise.all([runner.check(), slow.check()]).then(() => pgPool.query('select 1')),
  })
  const timer = setInterval(() => void sweep(options, { alone: false }), sweepEveryMs)
  log.debug({ smtp: config.smtpUrl !== undefined }, 'worker started')
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all([runner.stop(), slow.stop()])
      // What still waits for a database that is away would wait for ever.
      await Promise.race([pgPool.end(), sleep(1_000, undefined, { ref: false })])
    },
  }
}

type Payload = Tenant & Record<string, unknown>

const contexts =
  ({ shared, clock }: WorkerOptions) =>
  (job: string, { agencyId, siteId }: Tenant, id: string) =>
    createContext(shared, {
      principal: { kind: 'job', job },
      tenant: { agencyId, siteId },
      requestId: `job:${id}`,
      at: clock(),
    })

function taskList(options: WorkerOptions): TaskList {
  const { config, workerPool, modules, prover, health, clock } = options
  const line = health.tell('mail', { needed: false, state: config.smtpUrl ? 'ok' : 'off' })
  const sending: Sending = {
    mailer: config.smtpUrl ? watchMailer(createSmtpMailer(config.smtpUrl), line) : localMailer,
    from: config.mailFrom,
  }
  const contextOf = contexts(options)
  const notifications = new Map(
    [coreNotifications, ...[...modules.values()].map(({ server }) => server.notifications ?? {})].flatMap(
      Object.entries,
    ),
  )
  /** What a task is given was written by whoever scheduled it; only here is that believed. */
  const taskOf =
    <Given>(name: string, run: (ctx: Context, given: Given & Payload) => Promise<unknown>): Task =>
    async (payload, { job }) => {
      const given = payload as Given & Payload
      await run(contextOf(name, given, job.id), given)
    }
  const tasks: TaskList = {
    event: taskOf<{ eventId: string }>('event', (ctx, given) => deliverEvent(ctx, given, notifications)),
    digest: taskOf<{ userId: string }>('digest', sendDigest),
    digests: () => scheduleDigests(workerPool, clock()),
    'recheck-domain': taskOf<{ domainId: string }>('recheck-domain', (ctx, { domainId }) =>
      recheckDomain(ctx, { id: domainId }, prover),
    ),
    mail: taskOf<{ mailId: string }>('mail', (ctx, given) => sendMail(ctx, given, sending)),
    'mail-stop': taskOf<StopChange>('mail-stop', changeStop),
    'mail-event': taskOf<MailEvent>('mail-event', applyMailEvent),
    [renewInvitationTask]: taskOf<{ invitationId: string }>(renewInvitationTask, (ctx, { invitationId }) =>
      resendInvitation(ctx, invitationId),
    ),
    [mailPersonTask]: taskOf<Parameters<typeof mailPerson>[1]>(mailPersonTask, mailPerson),
    retention: (_payload, { job }) => deleteOld(options, job.id),
  }
  for (const { manifest, server } of modules.values()) {
    for (const [name, operation] of Object.entries(server.jobs)) {
      const task = `${manifest.slug}.${name}`
      tasks[task] = taskOf(task, (ctx, { agencyId: _agency, siteId: _site, ...input }) =>
        operation(ctx, input as never),
      )
    }
  }
  return tasks
}

/** What is kept no longer: rows and files that ran out, places whose time in the archive is over. */
async function deleteOld(options: WorkerOptions, jobId: string): Promise<void> {
  const { exchange, workerPool, clock, log } = options
  const contextOf = contexts(options)
  for (let isMore = true; isMore;) {
    const gone = await transactPlain(workerPool, (tx) => deleteExpired(tx, clock()))
    log.debug({ deleted: gone.deleted }, 'expired rows deleted')
    isMore = gone.isMore
  }
  const files = await expireFiles({ workerPool, contextOf, exchange, now: clock() })
  log.debug({ files }, 'expired files deleted')
  for (const one of await transactPlain(workerPool, (tx) => listPurgeable(tx, clock())))
    // One that cannot go yet keeps nobody else.
    await purge(contextOf('retention', { ...placeOf(one) }, jobId), one).catch((error: unknown) =>
      log.warn({ err: error as Error, ...one }, 'could not purge'),
    )
}

/** One job for each person and agency, so that one that fails keeps nobody else waiting. */
function scheduleDigests(workerPool: pg.Pool, now: Date): Promise<void> {
  return transactPlain(workerPool, async (tx) => {
    for (const { agencyId, userId } of await tx.rows<{ agencyId: string; userId: string }>(listDueDigests, [now])) {
      const body = JSON.stringify({ ...agencyPlace(agencyId), userId })
      await tx.run(addJob, ['digest', body, now, `digest:${agencyId}:${userId}`, 25])
    }
  })
}

/** The guarantee behind the hint: an event without its delivery gets a new job of the same key, a dead worker's job a new worker. */
async function sweep({ workerPool, clock, log }: WorkerOptions, { alone }: { alone: boolean }): Promise<void> {
  const now = clock()
  try {
    await transactPlain(workerPool, async (tx) => {
      await releaseDead(tx, { now, alone })
      const overdue = await tx.rows<Tenant & { id: string }>(listUndelivered, [
        new Date(now.getTime() - overdueMs),
        500,
      ])
      for (const { id, ...tenant } of overdue) {
        await tx.run(addJob, ['event', JSON.stringify({ eventId: id, ...tenant }), now, id, 25])
      }
    })
  } catch (error) {
    log.warn({ err: error as Error }, 'sweep of the queue failed')
  }
}
