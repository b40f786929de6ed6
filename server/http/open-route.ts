/** Routes that belong to no site's API: documents, sessions, health. Rows like all others, mounted by one hand. */
import { Router, type Request, type Response } from 'express'
import type { LimitKind } from '@dramac/core/limits/limits'
import type { Installation } from '../installation.ts'
import { clientNetwork } from '@dramac/core/limits/client-network'
import { refuseQuery } from './read-address.ts'
import { notAllowed, type Method } from './route.ts'

export interface OpenRoute {
  readonly method: Method
  /** As Express writes paths. */
  readonly path: string | RegExp
  /** Whom it answers; what else it demands, it checks itself. */
  readonly permission: 'anyone' | 'session' | 'widget'
  /** Counted by the caller's network. */
  readonly limit: LimitKind
  /** Whether it looks at the query string, which is refused otherwise. */
  readonly readsQuery?: boolean
  handle(request: Request, response: Response): void | Promise<void>
}

export function mountRoutes({ limiter }: Pick<Installation, 'limiter'>, table: readonly OpenRoute[]): Router {
  const router = Router({ caseSensitive: true })
  for (const path of new Set(table.map((route) => String(route.path)))) {
    const routes = table.filter((route) => String(route.path) === path)
    router.all(routes[0]!.path, async (request, response) => {
      const method = request.method === 'HEAD' ? 'GET' : request.method
      const route = routes.find((one) => one.method === method)
      if (!route) throw notAllowed(routes.map((one) => one.method))
      response.set(await limiter.count(route.limit, clientNetwork(request.ip)))
      if (!route.readsQuery) refuseQuery(request)
      await route.handle(request, response)
    })
  }
  return router
}
