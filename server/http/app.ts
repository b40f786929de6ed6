/** The HTTP door: one Express application whose Host header decides what it is. */
import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import express, { type Express, type RequestHandler } from 'express'
import type { Installation } from '../installation.ts'
import { createAppSurface } from '../routes/app-surface.ts'
import { createCdnSurface } from '../routes/cdn-surface.ts'
import { createFramesSurface } from '../frames/frames-surface.ts'
import { healthRoutes } from '../routes/health-routes.ts'
import { answerProblem } from './answer-problem.ts'
import { dropClaims } from './drop-claims.ts'
import { mountRoutes } from './open-route.ts'
import { refuseUnreadableAddress } from './read-address.ts'
import { surfaceOf, type SurfaceName } from './surfaces.ts'

export function createApp(installation: Installation): Express {
  const { config, metrics } = installation
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', config.proxyHops)
  app.use(identify, dropClaims, refuseUnreadableAddress)
  const surfaces: Record<SurfaceName, RequestHandler> = {
    app: createAppSurface(installation),
    cdn: createCdnSurface(installation),
    frames: createFramesSurface(installation),
  }
  // Machines are watched by their address, under which no surface is.
  const watched = mountRoutes(installation, healthRoutes(installation))
  app.use((request, response, next) => {
    const surface = surfaceOf(request.headers.host, config.origins)
    metrics.watch(response, { surface: surface?.name ?? 'none', path: request.path })
    const unknown = () => next(new DmError('MISDIRECTED', 'core.host_unknown'))
    if (surface) surfaces[surface.name](request, response, next)
    else if (isAddress(request.headers.host)) watched(request, response, unknown)
    else unknown()
  })
  app.use(() => {
    throw new DmError('NOT_FOUND', 'core.address_unknown')
  })
  app.use(answerProblem(installation))
  return app
}

/** `127.0.0.1:4000` or `[::1]`: whoever asks so knows the machine, not a name of ours. */
function isAddress(host: string | undefined): boolean {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::\d+)?$/i.exec(host ?? '') ?? []
  return isIP(bracketed ?? plain ?? '') !== 0
}

const identify: RequestHandler = (request, response, next) => {
  const id = randomUUID()
  Object.assign(request, { id })
  response.set(header.requestId, id)
  response.set('X-Content-Type-Options', 'nosniff')
  next()
}
