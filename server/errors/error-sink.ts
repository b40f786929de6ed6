/** Gathers errors and writes them in batches, like the request log: nobody waits for it, and it never fails anybody. */
import type { Tenant } from '@dramac/core/context'
import type { Database } from '@dramac/core/db/database'
import { describeError, type Raw } from '@dramac/core/errors/describe-error'
import { addErrors, type SeenError } from '@dramac/core/errors/error-groups'
import type { Logger } from 'pino'

export interface ErrorSink {
  capture(error: unknown, seen: Seen): void
  /** What a page of ours says that went wrong in it. */
  captureReport(raw: Raw, requestId: string): void
  flush(): Promise<void>
}

export interface Seen {
  readonly surface: 'http' | 'job' | 'process'
  readonly requestId?: string
  readonly tenant?: Tenant
}

export interface SinkParts {
  readonly db: Database
  readonly log: Logger
  readonly release: string
  readonly clock: () => Date
}

const flushMs = 1_000
const mostWaiting = 500
const mostRequestIds = 5

export function createErrorSink({ db, log, release, clock }: SinkParts): ErrorSink {
  const waiting = new Map<string, SeenError>()
  let timer: NodeJS.Timeout | undefined

  function add(raw: Raw, { requestId, tenant }: Omit<Seen, 'surface'>): void {
    const described = describeError(raw)
    const known = waiting.get(described.id)
    if (!known && waiting.size >= mostWaiting) return
    waiting.set(described.id, {
      ...described,
      count: (known?.count ?? 0) + 1,
      at: clock(),
      release,
      agencyId: tenant?.agencyId ?? null,
      siteId: tenant?.siteId ?? null,
      requestIds: [...(requestId ? [requestId] : []), ...(known?.requestIds ?? [])].slice(0, mostRequestIds),
    })
    timer ??= setTimeout(() => void flush(), flushMs).unref()
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const batch = [...waiting.values()]
    waiting.clear()
    if (batch.length === 0) return
    await addErrors(db, batch).catch((error: unknown) => log.warn({ err: error as Error }, 'errors were not kept'))
  }

  return {
    capture: (error, { surface, ...seen }) => add({ surface, ...partsOf(error) }, seen),
    captureReport: (raw, requestId) => add(raw, { requestId }),
    flush,
  }
}

function partsOf(error: unknown): Omit<Raw, 'surface'> {
  if (!(error instanceof Error)) return { name: 'Thrown', message: String(error) }
  const { code } = error as { code?: unknown } // only read
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  }
}
