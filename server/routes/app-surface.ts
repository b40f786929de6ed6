/** The app's origin: the API, the dashboard's document, health, and in the demonstration the mail viewer. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { Router, type RequestHandler } from 'express'
import type { Installation } from '../installation.ts'
import { entrances } from '../http/entrances.ts'
import { createPlaceRoutes } from '../http/table-routes.ts'
import { mountRoutes, type OpenRoute } from '../http/open-route.ts'
import { openPersonRoutes } from '../http/person-route.ts'
import { readJson } from '../http/read-json.ts'
import { createSiteRoutes } from '../http/site-routes.ts'
import { agencyTable } from './agency-table.ts'
import { healthRoutes } from './health-routes.ts'
import { clientErrors } from './client-errors.ts'
import { dashboardDocument } from './dashboard-document.ts'
import { mailEventsRoute } from './mail-events.ts'
import { mailStopRoutes } from './mail-stop.ts'
import { downloadRoute, isUpload } from './exchange-routes.ts'
import { mailRoutes } from './mail-viewer.ts'
import { notificationRoutes } from './notification-routes.ts'
import { platformTable } from './platform-table.ts'
import { factorRoutes } from './factor-routes.ts'
import { endImpersonationRoute } from './impersonation-routes.ts'
import { invitationPages } from './invitation-routes.ts'
import { meRoutes } from './me-routes.ts'
import { sessionRoutes } from './session.ts'
import { signUpRoutes } from './sign-up-routes.ts'

export function createAppSurface(installation: Installation): RequestHandler {
  const router = Router({ caseSensitive: true })
  router.use('/v1', readJson(isUpload))
  router.use(mountRoutes(installation, appTable(installation)))
  router.use('/v1/sites', createSiteRoutes(installation, { kind: 'app', isNamed: true }))
  router.use('/v1/site', createSiteRoutes(installation, { kind: 'app', isNamed: false }))
  router.use(
    '/v1/agencies',
    createPlaceRoutes(installation, { entrance: entrances.agency, table: agencyTable(installation), named: 1 }),
  )
  router.use(
    '/v1/platform',
    createPlaceRoutes(installation, { entrance: entrances.platform, table: platformTable(installation), named: 0 }),
  )
  return router
}

/** Everything of this origin that belongs to no site. A test reads it: every row names its permission and its limit. */
export function appTable(installation: Installation): readonly OpenRoute[] {
  const { config } = installation
  const dashboard = dashboardDocument(installation)
  return [
    ...healthRoutes(installation),
    mailEventsRoute(installation),
    ...mailStopRoutes(installation),
    ...openPersonRoutes(installation, [
      ...sessionRoutes(installation),
      endImpersonationRoute(installation),
      ...invitationPages(installation),
      ...signUpRoutes(installation),
      ...meRoutes(installation),
      ...notificationRoutes,
      ...factorRoutes(installation),
    ]),
    clientErrors(installation, 'dashboard'),
    downloadRoute(installation),
    {
      method: 'GET',
      path: '/v1/embed/versions',
      permission: 'anyone',
      limit: 'public-read',
      handle(_request, response) {
        createReadStream(join(config.root, 'cdn/dist/versions.json'))
          .once('error', () => response.status(503).end())
          .pipe(response.type('application/json').set('Cache-Control', 'no-cache'))
      },
    },
    ...(config.demo ? mailRoutes(installation) : []),
    {
      method: 'GET',
      path: /^\/(?!v1(\/|$)|dev(\/|$)).*/,
      permission: 'anyone',
      limit: 'public-read',
      readsQuery: true,
      handle: (request, response) => void dashboard(request, response, () => {}),
    },
  ]
}
