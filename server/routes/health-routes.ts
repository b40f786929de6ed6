/** What a supervisor asks: whether the process lives, whether requests should be sent to it, and how it does. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Installation } from '../installation.ts'
import type { OpenRoute } from '../http/open-route.ts'
import { isTrustedReader } from '../http/trusted-reader.ts'

export const healthRoutes = ({
  config,
  health,
  metrics,
}: Pick<Installation, 'config' | 'health' | 'metrics'>): OpenRoute[] => [
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
  {
    method: 'GET',
    path: '/metrics',
    // From this machine, or with the token of the configuration.
    permission: 'anyone',
    limit: 'public-read',
    async handle(request, response) {
      if (!isTrustedReader(request, config.metricsToken)) throw new DmError('NOT_FOUND', 'core.address_unknown')
      const { type, text } = await metrics.read()
      response.set('Cache-Control', 'no-store').type(type).send(text)
    },
  },
]
