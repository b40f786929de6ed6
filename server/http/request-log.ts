/**
 * One row a request, written in batches: a busy minute costs a few inserts. Bodies and secrets are never
 * kept. A denial leaves an audit row as well, in the same batch, so no rolled-back transaction takes it along.
 */
import type { Tenant } from '@dramac/core/context'
import { addRequests, type RequestRow } from '@dramac/core/audit/add-requests'
import type { Database } from '@dramac/core/db/database'
import { newUuidV7 } from '@dramac/core/identity/ids'
import type { ErrorCode } from '@dramac/contract/wire/errors'
import type { Request, Response } from 'express'
import type { Logger } from 'pino'
import { refusalOf } from './answer-problem.ts'
import { createCache } from './cache.ts'
import { entrances } from './entrances.ts'
import { toDmError } from './problem.ts'
import { requestIdOf } from './request-id.ts'

export interface RequestLog {
  /** Writes the request down when its answer is out. */
  note(request: Request, response: Response, entry: Entry): void
  /** Writes what is waiting. */
  flush(): Promise<void>
}

export interface Entry {
  /** Whose log it is, or how that is found out; may be set until the answer is out. Nobody's is not written. */
  tenant: Tenant | (() => Promise<Tenant | undefined>)
  /** Who asks, as `<kind>:<id>`. */
  readonly actor: string
  /** Who acts as them, likewise. */
  readonly impersonator?: string | null
  /** Without identities, so that rows of one route look alike. */
  readonly route: string
  /** Of a frame, the page around it; else the header's. */
  readonly origin?: string
}

const batchSize = 200
const flushMs = 250
/** After a time without the database, which the rows wait for. */
const againMs = 1_000
const maxWaiting = 10_000
const maxOriginLength = 300

/** Of what is not found, only a whole place is a matter of access. */
const unknownPlaces: ReadonlySet<string> = new Set(Object.values(entrances).map(({ unknown }) => unknown))

const denials: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FORBIDDEN',
  'DOMAIN_NOT_VERIFIED',
  'TOKEN_REVOKED',
  'NOT_FOUND',
])

interface Parts {
  readonly db: Database
  readonly log: Logger
  readonly clock: () => Date
}

export function createRequestLog({ db, log, clock }: Parts): RequestLog {
  const batches = openBatches({ db, log })
  // A caller that runs against a wall all day leaves one audit row a minute, and every request in the log.
  const audited = createCache<true>({ max: 10_000, seconds: 60 })

  function isFirstDenial(what: string): boolean {
    if (audited.get(what)) return false
    audited.set(what, true)
    return true
  }

  function rowOf(request: Request, response: Response, tenant: Tenant, entry: Entry): Omit<RequestRow, 'ms'> {
    const { isDenial, ...row } = toRow(request, response, entry)
    const denied =
      isDenial && isFirstDenial([tenant.siteId, row.principal, row.method, row.route, row.reason].join(' '))
    const at = clock()
    return { agencyId: tenant.agencyId, siteId: tenant.siteId, id: newUuidV7(at.getTime()), at, ...row, denied }
  }

  return {
    note(request, response, entry) {
      const started = performance.now()
      response.once('finish', () => {
        const ms = performance.now() - started
        tellLog(log, { request, response, entry, ms })
        const { tenant } = entry
        if (typeof tenant !== 'function') batches.add({ ...rowOf(request, response, tenant, entry), ms })
        else
          tenant().then(
            (home) => home && batches.add({ ...rowOf(request, response, home, entry), ms }),
            (error: unknown) => log.warn({ err: error as Error }, 'request log lost a row'),
          )
      })
    },
    flush: batches.flush,
  }
}

function toRow(request: Request, response: Response, { actor, impersonator = null, route, origin }: Entry) {
  const refusal = refusalOf(response)
  const reason = refusal?.reason ?? null
  const isDenial =
    refusal !== undefined &&
    denials.has(refusal.code) &&
    (response.statusCode !== 404 || unknownPlaces.has(reason ?? ''))
  return {
    principal: actor,
    impersonator,
    method: request.method,
    route,
    origin: (origin ?? request.get('Origin'))?.slice(0, maxOriginLength) ?? null,
    status: response.statusCode,
    reason,
    requestId: requestIdOf(request),
    isDenial,
  }
}

interface Batches {
  add(row: RequestRow): void
  flush(): Promise<void>
}

function openBatches({ db, log }: Pick<Parts, 'db' | 'log'>): Batches {
  const waiting: RequestRow[] = []
  let timer: NodeJS.Timeout | undefined
  let isAway = false

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize)
      try {
        await addRequests(db, batch)
        isAway = false
      } catch (error) {
        isAway = toDmError(error).code === 'UNAVAILABLE'
        if (isAway) {
          waiting.unshift(...batch)
          timer ??= setTimeout(() => void flush(), againMs).unref()
          return
        }
        log.warn({ err: error as Error }, 'request log lost a batch')
      }
    }
  }

  return {
    add(row) {
      // A database that cannot keep up loses log rows, never requests.
      if (waiting.length >= maxWaiting) return
      waiting.push(row)
      if (waiting.length >= batchSize && !isAway) void flush()
      else timer ??= setTimeout(() => void flush(), isAway ? againMs : flushMs)
    },
    flush,
  }
}

interface Answered {
  readonly request: Request
  readonly response: Response
  readonly entry: Entry
  readonly ms: number
}

/** One line a request, where DRAMAC_LOG asks for them: whose, by whom, for what and how it went; no body, no query. */
function tellLog(log: Logger, { request, response, entry, ms }: Answered): void {
  if (!log.isLevelEnabled('debug')) return
  const place = typeof entry.tenant === 'function' ? {} : { agency: entry.tenant.agencyId, site: entry.tenant.siteId }
  const { route, actor } = entry
  const reason = refusalOf(response)?.reason
  const outcome = { status: response.statusCode, ...(reason ? { reason } : {}), ms: Math.round(ms * 10) / 10 }
  log.debug(
    { requestId: requestIdOf(request), ...place, principal: actor, method: request.method, route, ...outcome },
    'request',
  )
}
