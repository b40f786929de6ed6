/** The app's origin: the API, the dashboard's document, health, and in the demonstration the mail viewer. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import express, { Router, type RequestHandler } from 'express'
import type { Installation } from '../installation.ts'
import { createSiteRoutes } from '../http/site-routes.ts'
import { dashboardDocument } from './dashboard-document.ts'
import { createMailViewer } from './mail-viewer.ts'
import { createSessionRoutes } from './session.ts'

export const maxBodyBytes = 256 * 1024

export function createAppSurface(installation: Installation): RequestHandler {
  const { config, db } = installation
  const router = Router({ caseSensitive: true })
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  router.get('/readyz', async (_request, response) => {
    await db.user(null, (tx) => tx.row({ text: 'select 1' }))
    response.json({ status: 'ok' })
  })
  router.use('/v1', express.json({ limit: maxBodyBytes, strict: true }))
  router.use('/v1/session', createSessionRoutes(installation))
  router.get('/v1/embed/versions', (_request, response) => {
    createReadStream(join(config.root, 'cdn/dist/versions.json'))
      .once('error', () => response.status(503).end())
      .pipe(response.type('application/json').set('Cache-Control', 'no-cache'))
  })
  router.use('/v1/sites', createSiteRoutes(installation))
  if (config.demo) router.use('/dev/mail', createMailViewer(installation))
  router.get(/^\/(?!v1\/|dev\/).*/, dashboardDocument(installation))
  return router
}
