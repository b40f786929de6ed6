/** Opens everything the process holds, in the order in which each part needs the one before, and closes it in reverse. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabase, createPool, transactPlain } from '@dramac/core/db/database'
import { startEmbedded } from '@dramac/core/db/embedded/start-embedded'
import { prepareDatabase, type ConnectionUrls } from '@dramac/core/db/prepare'
import { createProver } from '@dramac/core/domains/create-prover'
import { createRangeBreaches, localBreaches } from '@dramac/core/identity/breached-passwords'
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

async function assemble({ secret, urls, closers, ...parts }: Parts): Promise<Installation> {
  const { config, modules, log, clock } = parts
  const appPool = createPool({ url: urls.app, name: 'dramac app' })
  const workerPool = createPool({ url: urls.worker, name: 'dramac worker', max: 8 })
  const adminPool = createPool({ url: urls.admin, name: 'dramac admin', max: 2 })
  for (const pool of [appPool, workerPool, adminPool]) closers.push(() => pool.end())
  const db = createDatabase(appPool)
  const sealer = createSealer(secret)
  const links = linksOf(config)
  const prover = createProver({ allowAddresses: config.devAddresses })
  const health = createHealth({ release: config.release, clock })
  askDatabases(health, { app: appPool, worker: workerPool })
  health.ask('storage', { needed: true, check: () => watchStorage(config.dataDir) })
  const redisLine = health.tell('redis', { needed: false, state: config.redisUrl === undefined ? 'off' : 'ok' })
  const limiter = await openLimiter({ redisUrl: config.redisUrl, scale: config.limitsScale, log, line: redisLine })
  closers.push(() => limiter.close())
  const authenticator = createAuthenticator({ db, sealer, limiter })
  const { hub, close: closeRealtime } = await openRealtime({
    url: urls.app,
    log,
    line: health.tell('listener', { needed: true }),
  })
  closers.push(closeRealtime)
  const requestLog = createRequestLog({ db, log, clock })
  closers.push(() => requestLog.flush())
  const errors = createErrorSink({ db, log, release: config.release, clock })
  closers.push(() => errors.flush())
  const breached = config.breachedUrl === undefined ? localBreaches : createRangeBreaches(config.breachedUrl)
  const metrics = createMetrics(config.release)
  const pools = { app: appPool, worker: workerPool, admin: adminPool }
  watchInstallation(metrics, { pools, limiter, hub, health, clock })
  const held = { breached, db, adminPool, prover, authenticator, limiter, requestLog, hub, health, metrics, errors }
  const installation = {
    ...parts,
    shared: { db, sealer, links },
    platform: { db: createDatabase(adminPool), sealer, links },
    ...held,
  }
  const shared = { db: createDatabase(workerPool), sealer, links }
  const connectionString = urls.worker
  const worker = await startWorker({
    config,
    shared,
    workerPool,
    connectionString,
    modules,
    prover,
    health,
    errors,
    log,
    clock,
  })
  closers.push(() => worker.stop())
  return installation
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
