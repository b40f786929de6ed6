/** Opens everything the process holds, in the order in which each part needs the one before, and closes it in reverse. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabase, createPool, transactPlain } from '@dramac/core/db/database'
import { startEmbedded } from '@dramac/core/db/embedded/start-embedded'
import { prepareDatabase, type ConnectionUrls } from '@dramac/core/db/prepare'
import { createProver } from '@dramac/core/domains/create-prover'
import { createRangeBreaches, localBreaches } from '@dramac/core/identity/breached-passwords'
import { openLocalFiles } from '@dramac/core/files/local-files'
import { createSealer } from '@dramac/core/identity/sealer'
import type { Links } from '@dramac/core/context'
import type pg from 'pg'
import type { Config } from './config/env.ts'
import { createLog } from './create-log.ts'
import { createHealth, type Health } from './health/health.ts'
import { watchStorage } from './health/watch-storage.ts'
import { buildAssets } from './build-assets.ts'
import { createAuthenticator } from './http/authenticate.ts'
import { openLimiter } from './http/limiter.ts'
import { createRequestLog } from './http/request-log.ts'
import { framesOrigin } from './http/surfaces.ts'
import { createErrorSink } from './errors/error-sink.ts'
import { createMetrics } from './metrics/metrics.ts'
import { watchInstallation } from './metrics/watch-installation.ts'
import type { Installation } from './installation.ts'
import { loadModules } from './load-modules.ts'
import { openRealtime } from './realtime/open-realtime.ts'
import { startWorker } from './worker.ts'

export interface OpenInstallation {
  readonly installation: Installation
  readonly urls: ConnectionUrls
  close(): Promise<void>
}

export interface OpenOptions {
  readonly clock?: () => Date
  /** Of the embedded server. */
  readonly databaseSettings?: Readonly<Record<string, string>>
}

export async function openInstallation(config: Config, options: OpenOptions = {}): Promise<OpenInstallation> {
  const log = createLog(config.logLevel)
  const closers: Closers = []
  const close = async () => {
    for (const one of closers.toReversed()) {
      await one().catch((error: unknown) => log.error({ err: error as Error }, 'could not close'))
    }
  }
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
    const [modules, assets, adminUrl] = await Promise.all([
      loadModules(config.root),
      buildAssets(config.root),
      openServer(config, closers, options),
    ])
    const secret = config.secret ?? readSecret(config.dataDir)
    const urls = await prepareDatabase({
      adminUrl,
      secret,
      database: 'dramac',
      migrations: join(config.root, 'migrations'),
      manifests: [...modules.values()].map((module) => module.manifest),
    })
    writeFileSync(join(config.dataDir, 'connections.json'), JSON.stringify(urls), { mode: 0o600 })
    const { clock = () => new Date() } = options
    const installation = await assemble({ config, modules, assets, secret, urls, log, clock, closers })
    return { installation, urls, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Closers = (() => Promise<void>)[]

interface Parts extends Pick<Installation, 'config' | 'modules' | 'assets' | 'log' | 'clock'> {
  readonly secret: string
  readonly urls: ConnectionUrls
  readonly closers: Closers
}

/** The worker's exports hold a connection for as long as they take, which must not be one that mail waits for. */
function openPools(urls: ConnectionUrls, closers: Closers) {
  const pools = {
    app: createPool({ url: urls.app, name: 'dramac app' }),
    worker: createPool({ url: urls.worker, name: 'dramac worker', max: 8 }),
    admin: createPool({ url: urls.admin, name: 'dramac admin', max: 2 }),
    exchange: createPool({ url: urls.worker, name: 'dramac exchange', max: 2, statementSeconds: 120 }),
  }
  for (const pool of Object.values(pools)) closers.push(() => pool.end())
  return pools
}

async function assemble({ secret, urls, closers, ...parts }: Parts): Promise<Installation> {
  const { config, log, clock } = parts
  const pools = openPools(urls, closers)
  const db = createDatabase(pools.app)
  const sealer = createSealer(secret)
  const links = linksOf(config)
  const health = createHealth({ release: config.release, clock })
  askDatabases(health, { app: pools.app, worker: pools.worker })
  health.ask('storage', { needed: true, check: () => watchStorage(config.dataDir) })
  const redisLine = health.tell('redis', { needed: false, state: config.redisUrl === undefined ? 'off' : 'ok' })
  const limiter = await openLimiter({ ...config, scale: config.limitsScale, log, line: redisLine })
  closers.push(() => limiter.close())
  const line = health.tell('listener', { needed: true })
  const { hub, close: closeRealtime } = await openRealtime({ url: urls.app, log, line })
  closers.push(closeRealtime)
  const requestLog = createRequestLog({ db, log, clock })
  closers.push(() => requestLog.flush())
  const errors = createErrorSink({ db, log, release: config.release, clock })
  closers.push(() => errors.flush())
  const metrics = createMetrics(config.release)
  watchInstallation(metrics, { pools, limiter, hub, health, clock })
  const installation: Installation = {
    ...parts,
    db,
    limiter,
    requestLog,
    hub,
    health,
    metrics,
    errors,
    adminPool: pools.admin,
    prover: createProver({ allowAddresses: config.devAddresses }),
    authenticator: createAuthenticator({ db, sealer, limiter }),
    files: openLocalFiles({ dir: join(config.dataDir, 'files'), secret }),
    breached: config.breachedUrl === undefined ? localBreaches : createRangeBreaches(config.breachedUrl),
    shared: { db, sealer, links },
    platform: { db: createDatabase(pools.admin), sealer, links },
  }
  const worker = await openWorker(installation, pools, urls.worker)
  closers.push(() => worker.stop())
  return installation
}

function openWorker(installation: Installation, pools: ReturnType<typeof openPools>, connectionString: string) {
  const { config, shared, modules, files, prover, health, errors, log, clock } = installation
  const manifests = [...modules.values()].map((one) => one.manifest)
  return startWorker({
    config,
    modules,
    prover,
    health,
    errors,
    log,
    clock,
    connectionString,
    shared: { ...shared, db: createDatabase(pools.worker) },
    workerPool: pools.worker,
    exchange: { db: createDatabase(pools.exchange), files, manifests },
  })
}

function askDatabases(health: Health, pools: Readonly<Record<string, pg.Pool>>): void {
  for (const [name, pool] of Object.entries(pools))
    health.ask(`database ${name}`, {
      needed: true,
      check: () => transactPlain(pool, (tx) => tx.row({ text: 'select 1' })),
    })
}

async function openServer(config: Config, closers: Closers, { databaseSettings }: OpenOptions): Promise<string> {
  if (config.dbUrl) return config.dbUrl
  const server = await startEmbedded({
    dir: config.dataDir,
    ...(databaseSettings ? { settings: databaseSettings } : {}),
  })
  closers.push(() => server.stop())
  return server.superuserUrl
}

/** Made once: role passwords, sealed links and tokens all follow from it. */
function readSecret(dataDir: string): string {
  const file = join(dataDir, 'secret')
  if (existsSync(file)) return readFileSync(file, 'utf8')
  const secret = randomBytes(32).toString('base64url')
  writeFileSync(file, secret, { mode: 0o600 })
  return secret
}

/** The token stands behind `#`: no server log, no referrer ever sees it. */
const linksOf = ({ origins, mailFrom }: Config): Links => ({
  visitorPage: (site, path, token) => `${framesOrigin(origins, site)}/p/${path}#${token}`,
  app: (path) => origins.app + path,
  mailAddress: mailFrom,
})
