/** What super admins see of the running installation and do with it, below `/v1/platform`. */
import { errorMoves, listErrors, moveError, type ErrorMove, type ErrorQuery } from '@dramac/core/errors/error-groups'
import {
  listFailedJobs,
  listFailingJobs,
  moveJobs,
  readQueue,
  retryFailedJob,
  type JobMove,
  type PageQuery,
} from '@dramac/core/jobs/console'
import { kept } from '@dramac/core/retention/kept'
import type { Installation } from '../installation.ts'
import { ok, type Saying, type SiteRoute } from '../http/route.ts'

const reading = { method: 'GET', permission: 'platform:read', limit: 'staff-read' } as const
const acting = { method: 'POST', permission: 'platform:operate', limit: 'staff-write' } as const

const page = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  cursor: { type: 'string', maxLength: 600 },
}

export function operationsRoutes({ health }: Installation): readonly SiteRoute[] {
  return [
    { ...reading, path: 'health', handle: async () => ok(await health.report()) },
    {
      ...reading,
      path: 'retention',
      handle: async () => ok({ data: Object.entries(kept).map(([what, row]) => ({ what, ...row })) }),
    },
    ...errorRoutes(),
    ...jobRoutes(),
  ]
}

function errorRoutes(): SiteRoute[] {
  return [
    {
      ...reading,
      path: 'errors',
      query: {
        type: 'object',
        properties: {
          state: { type: 'string', enum: ['open', 'resolved', 'ignored'] },
          surface: { type: 'string', enum: ['http', 'job', 'process', 'dashboard', 'frame'] },
          ...page,
        },
      },
      handle: async ({ ctx, query }: Saying<unknown, ErrorQuery>) => ok(await listErrors(ctx, query)),
    },
    ...(Object.keys(errorMoves) as ErrorMove[]).map((move): SiteRoute => ({
      ...acting,
      path: `errors/:id/${move}`,
      handle: async ({ ctx, params }) => ok(await moveError(ctx, { id: params['id']!, move })),
    })),
  ]
}

function jobRoutes(): SiteRoute[] {
  const pages = { type: 'object', properties: page }
  const ids = {
    type: 'object',
    required: ['ids'],
    properties: {
      ids: {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: { type: 'string', pattern: '^[0-9]{1,18}$' },
      },
    },
  }
  const move = (name: JobMove): SiteRoute => ({
    ...acting,
    path: `jobs/${name}`,
    body: ids,
    handle: async ({ ctx, body }: Saying<{ ids: string[] }>) => ok(await moveJobs(ctx, { ...body, move: name })),
  })
  return [
    { ...reading, path: 'jobs', handle: async ({ ctx }) => ok(await readQueue(ctx)) },
    {
      ...reading,
      path: 'jobs/failing',
      query: pages,
      handle: async ({ ctx, query }: Saying<unknown, PageQuery>) => ok(await listFailingJobs(ctx, query)),
    },
    {
      ...reading,
      path: 'jobs/failed',
      query: pages,
      handle: async ({ ctx, query }: Saying<unknown, PageQuery>) => ok(await listFailedJobs(ctx, query)),
    },
    move('retry'),
    move('drop'),
    {
      ...acting,
      path: 'jobs/failed/:id/retry',
      handle: async ({ ctx, params }) => ok(await retryFailedJob(ctx, { id: params['id']! })),
    },
  ]
}
