/** What identity needs to know of a request. */
import type { Desk } from '@dramac/core/identity/desk'
import { clientNetwork } from '@dramac/core/limits/client-network'
import type { Request } from 'express'
import type { Installation } from '../installation.ts'
import { requestIdOf } from './request-id.ts'

export const deskOf = ({ breached, config, shared }: Installation, request: Request, now: Date): Desk => ({
  shared,
  now,
  requestId: requestIdOf(request),
  networkHash: shared.sealer.digest('network', clientNetwork(request.ip)),
  userAgent: request.get('User-Agent') ?? null,
  breached,
  origin: config.origins.app,
})
