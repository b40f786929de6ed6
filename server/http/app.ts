/** The HTTP door: one Express application whose Host header decides what it is. */
import { randomUUID } from 'node:crypto'
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import express, { type Express, type RequestHandler } from 'express'
import type { Installation } from '../installation.ts'
import { createAppSurface } from '../routes/app-surface.ts'
import { createCdnSurface } from '../routes/cdn-surface.ts'
import { createFramesSurface } from '../frames/frames-surface.ts'
import { answerProblem } from './answer-problem.ts'
import { refuseUnreadableAddress } from './read-address.ts'
import { surfaceOf, type SurfaceName } from './surfaces.ts'

export function createApp(installation: Installation): Express {
  const { config, log } = installation
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', config.proxyHops)
  app.use(identify, refuseUnreadableAddress)
  const surfaces: Record<SurfaceName, RequestHandler> = {
    app: createAppSurface(installation),
    cdn: createCdnSurface(installation),
    frames: createFramesSurface(installation),
  }
  app.use((request, response, next) => {
    const surface = surfaceOf(request.headers.host, config.origins)
    if (!surface) throw new DmError('MISDIRECTED', 'core.host_unknown')
    surfaces[surface.name](request, response, next)
  })
  app.use(() => {
    throw new DmError('NOT_FOUND', 'core.address_unknown')
  })
  app.use(answerProblem(log))
  return app
}

const identify: RequestHandler = (request, response, next) => {
  const id = randomUUID()
  Object.assign(request, { id })
  response.set(header.requestId, id)
  response.set('X-Content-Type-Options', 'nosniff')
  next()
}
