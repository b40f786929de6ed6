/** What the running process holds: made once from the configuration, closed once. */
import type { Shared } from '@dramac/core/create-context'
import type { FileStore } from '@dramac/core/files/file-store'
import type { Database } from '@dramac/core/db/database'
import type { Module } from '@dramac/core/modules/module'
import type { CdnManifest } from '@dramac/contract/wire/assets'
import type { BreachedPasswords } from '@dramac/core/identity/breached-passwords'
import type { Prover } from '@dramac/core/domains/prove'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from './config/env.ts'
import type { ErrorSink } from './errors/error-sink.ts'
import type { Health } from './health/health.ts'
import type { Authenticator } from './http/authenticate.ts'
import type { Limiter } from './http/limiter.ts'
import type { Hub } from './realtime/hub.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { RequestLog } from './http/request-log.ts'

export interface Installation {
  readonly config: Config
  readonly shared: Shared
  /** Passes row security: what super admins do. */
  readonly platform: Shared
  readonly db: Database
  /** Passes row security: demonstration data and the development viewers only. */
  readonly adminPool: pg.Pool
  readonly modules: ReadonlyMap<string, Module>
  readonly authenticator: Authenticator
  readonly limiter: Limiter
  readonly requestLog: RequestLog
  readonly prover: Prover
  readonly hub: Hub
  readonly health: Health
  readonly metrics: Metrics
  readonly errors: ErrorSink
  readonly files: FileStore
  readonly assets: CdnManifest
  readonly breached: BreachedPasswords
  readonly log: Logger
  readonly clock: () => Date
}
