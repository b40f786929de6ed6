/** What a supervisor asks: whether the process lives, and whether requests should be sent to it. */
import type { Installation } from '../installation.ts'
import type { OpenRoute } from '../http/open-route.ts'

export const healthRoutes = ({ config, health }: Pick<Installation, 'config' | 'health'>): OpenRoute[] => [
  {
    method: 'GET',
    path: '/healthz',
    permission: 'anyone',
    limit: 'public-read',
    handle: (_request, response) => void response.json({ status: 'ok', release: config.release }),
  },
  {
    method: 'GET',
    path: '/readyz',
    permission: 'anyone',
    limit: 'public-read',
    async handle(_request, response) {
      const report = await health.report()
      if (report.status !== 'ok') response.status(503).set('Retry-After', '2')
      response.set('Cache-Control', 'no-store').json(report)
    },
  },
]
