/** Measures what the installation holds when somebody reads the metrics. */
import { transactPlain } from '@dramac/core/db/database'
import { listUndelivered } from '@dramac/core/events/queries'
import { timeOfUuidV7 } from '@dramac/core/identity/ids'
import { countJobs } from '@dramac/core/jobs/queries'
import { countMails } from '@dramac/core/mail/queries'
import type pg from 'pg'
import type { Health } from '../health/health.ts'
import type { Limiter } from '../http/limiter.ts'
import type { Hub } from '../realtime/hub.ts'
import type { Metrics } from './metrics.ts'

export interface Watched {
  readonly pools: Readonly<Record<'app' | 'worker' | 'admin', pg.Pool>>
  readonly limiter: Limiter
  readonly hub: Hub
  readonly health: Health
  readonly clock: () => Date
}

/** However often somebody reads, the database is asked this seldom. */
const keptMs = 5_000
const dayMs = 86_400_000

export function watchInstallation(metrics: Metrics, { pools, limiter, hub, health, clock }: Watched): void {
  const ofPools = (count: (pool: pg.Pool) => number) => () =>
    Object.fromEntries(Object.entries(pools).map(([name, pool]) => [name, count(pool)]))
  metrics.gauge('dramac_pool_connections', {
    help: 'Open connections to the database.',
    label: 'pool',
    collect: ofPools((pool) => pool.totalCount),
  })
  metrics.gauge('dramac_pool_idle', {
    help: 'Of them, idle.',
    label: 'pool',
    collect: ofPools((pool) => pool.idleCount),
  })
  metrics.gauge('dramac_pool_waiting', {
    help: 'Who waits for a connection.',
    label: 'pool',
    collect: ofPools((pool) => pool.waitingCount),
  })
  metrics.gauge('dramac_limits_place', {
    help: 'Where rate limits are counted at this moment.',
    label: 'place',
    collect: () => ({ [limiter.place()]: 1 }),
  })
  metrics.gauge('dramac_event_watchers', { help: 'Open event streams.', collect: () => ({ all: hub.count() }) })
  metrics.gauge('dramac_connection_up', {
    help: '1 while the connection works or is not set up.',
    label: 'connection',
    collect: async () =>
      Object.fromEntries(
        Object.entries((await health.report()).connections).map(([name, { state }]) => [
          name,
          state === 'away' ? 0 : 1,
        ]),
      ),
  })
  watchDatabase(metrics, { pools, clock })
}

function watchDatabase(metrics: Metrics, { pools, clock }: Pick<Watched, 'pools' | 'clock'>): void {
  const jobs = keep(async () => (await transactPlain(pools.worker, (tx) => tx.row<JobCounts>(countJobs)))!)
  metrics.gauge('dramac_jobs', {
    help: 'Jobs of the queue by state.',
    label: 'state',
    collect: async () => {
      const { oldestSeconds: _, ...states } = await jobs()
      return states
    },
  })
  metrics.gauge('dramac_jobs_oldest_seconds', {
    help: 'How long the oldest job that could run has waited.',
    collect: async () => ({ all: (await jobs()).oldestSeconds ?? 0 }),
  })
  const lag = keep(async () => {
    const [oldest] = await transactPlain(pools.worker, (tx) => tx.rows<{ id: string }>(listUndelivered, [clock(), 1]))
    return { all: oldest ? Math.max(0, Date.now() - timeOfUuidV7(oldest.id)) / 1000 : 0 }
  })
  metrics.gauge('dramac_event_lag_seconds', { help: 'Age of the oldest event that was not delivered.', collect: lag })
  const mails = keep(async () => {
    const since = new Date(clock().getTime() - dayMs)
    const rows = await transactPlain(pools.admin, (tx) =>
      tx.rows<{ state: string; count: number }>(countMails, [since]),
    )
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  })
  metrics.gauge('dramac_mails', { help: 'Mails of the last day by state.', label: 'state', collect: mails })
}

type JobCounts = Readonly<Record<string, number>>
type Numbers = Readonly<Record<string, number>>

/** Nothing rather than a wrong number while the database is away: who reads sees that by `dramac_connection_up`. */
function keep(measure: () => Promise<Numbers>): () => Promise<Numbers> {
  let kept: { readonly until: number; readonly value: Promise<Numbers> } | undefined
  return () => {
    if (!kept || kept.until < performance.now())
      kept = { until: performance.now() + keptMs, value: measure().catch(() => ({})) }
    return kept.value
  }
}
