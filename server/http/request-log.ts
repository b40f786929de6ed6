/** One row a request, written in batches: a busy minute costs a few inserts. Bodies and secrets are never kept. */
import type { Request, Response } from 'express'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { addRequests, type RequestRow } from '@dramac/core/audit/add-requests'
import type { Installation } from '../installation.ts'
import { requestIdOf, type Passage } from './site-door.ts'

const batchSize = 200
const flushMs = 250
const maxWaiting = 10_000

const waiting: RequestRow[] = []
let timer: NodeJS.Timeout | undefined

interface Logged {
  readonly request: Request
  readonly response: Response
  readonly passage: Passage
  /** Without identities, so that rows of one route look alike. */
  readonly route: string
}

export function logRequest(installation: Installation, { request, response, passage, route }: Logged): void {
  const started = performance.now()
  response.once('finish', () => {
    // A database that cannot keep up loses log rows, never requests.
    if (waiting.length >= maxWaiting) return
    const at = installation.clock()
    waiting.push({
      agencyId: passage.site.agencyId,
      siteId: passage.site.siteId,
      id: newUuidV7(at.getTime()),
      at,
      principal: `${passage.caller.kind}`,
      method: request.method,
      route,
      origin: request.get('Origin') ?? null,
      status: response.statusCode,
      code: response.statusCode >= 400 ? requestIdOf(request) : null,
      ms: performance.now() - started,
    })
    if (waiting.length >= batchSize) void flushRequests(installation)
    else timer ??= setTimeout(() => void flushRequests(installation), flushMs)
  })
}

export async function flushRequests({ db, log }: Installation): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  while (waiting.length > 0) {
    const batch = waiting.splice(0, batchSize)
    await addRequests(db, batch).catch((error: unknown) =>
      log.warn({ err: error as Error }, 'request log lost a batch'),
    )
  }
}
