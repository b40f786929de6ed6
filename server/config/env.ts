/** The only reader of the environment. Each variable is documented here, once. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface Config {
  /** DRAMAC_PORT: the one port of all our origins. */
  readonly port: number
  /** DRAMAC_DATA_DIR: database, secret, connection strings. */
  readonly dataDir: string
  /** DRAMAC_DB_URL: an administrator's connection to another PostgreSQL of 15 or newer. */
  readonly dbUrl: string | undefined
  /** DRAMAC_REDIS_URL: shared rate limits. */
  readonly redisUrl: string | undefined
  /** DRAMAC_NODES: how many nodes share a Redis; while it is unreachable, each lets that part of every write through. */
  readonly nodes: number
  /** DRAMAC_LIMITS_SCALE: multiplies every rate limit; for load tests and large installations. */
  readonly limitsScale: number
  /** DRAMAC_SECRET: one for all nodes; made and kept in the data folder when absent. */
  readonly secret: string | undefined
  /** DRAMAC_DEMO=0 starts empty: no demonstration data, no foreign demo website, no mail viewer. */
  readonly demo: boolean
  /** DRAMAC_SEED: a number that decides what the demonstration's agenda looks like; the same seed, the same agenda. */
  readonly demoSeed: number
  /** DRAMAC_DEMO_PORT: the foreign demo website. */
  readonly demoPort: number
  /** DRAMAC_APP_ORIGIN, DRAMAC_CDN_ORIGIN, DRAMAC_FRAMES_ORIGIN: where people reach us. */
  readonly origins: Origins
  /** DRAMAC_SMTP_URL: `smtp://user:password@host:port`; without it, mail stays in the local viewer. */
  readonly smtpUrl: string | undefined
  /** DRAMAC_MAIL_FROM: the address that mail comes from. */
  readonly mailFrom: string
  /** DRAMAC_MAIL_EVENTS_SECRET: signs what a mail provider tells of bounces; without it, nobody is listened to. */
  readonly mailEventsSecret: string | undefined
  /** DRAMAC_BREACHED_URL: a range service of breached passwords, like `https://api.pwnedpasswords.com/range`; none by default. */
  readonly breachedUrl: string | undefined
  /** DRAMAC_DEV_ADDRESSES: comma-separated `host:port` on this machine that domain checks may fetch. */
  readonly devAddresses: readonly string[]
  /** DRAMAC_PROXY_HOPS: how many proxies in front of us are ours. */
  readonly proxyHops: number
  /** DRAMAC_LOG: pino level. */
  readonly logLevel: string
  /** DRAMAC_METRICS_TOKEN: who shows it as a bearer token may read `/metrics` from anywhere; without it only this machine may. */
  readonly metricsToken: string | undefined
  /** DRAMAC_BACKUPS_KEPT, DRAMAC_BACKUPS_DAYS: a backup goes when so many newer ones are there and it is older than that. */
  readonly backups: { readonly count: number; readonly days: number }
  /** DRAMAC_RELEASE: what this release calls itself in health, metrics and errors; the version of the package when absent. */
  readonly release: string
  /** Root of the program's own files. */
  readonly root: string
}

export interface Origins {
  readonly app: string
  readonly cdn: string
  /** Without a site's label: `http://frames.localhost:4000`; a site's frames live at `<label>.` before the host. */
  readonly frames: string
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const port = readPort(env, 'DRAMAC_PORT', 4000)
  const demoPort = readPort(env, 'DRAMAC_DEMO_PORT', 4100)
  const demo = env['DRAMAC_DEMO'] !== '0'
  const root = resolve(import.meta.dirname, '../..')
  return {
    port,
    demoPort,
    demo,
    demoSeed: readNumber(env, 'DRAMAC_SEED', 1),
    root,
    dataDir: resolve(env['DRAMAC_DATA_DIR'] ?? join(root, '.dramac')),
    dbUrl: env['DRAMAC_DB_URL'],
    redisUrl: env['DRAMAC_REDIS_URL'],
    nodes: Math.max(1, readNumber(env, 'DRAMAC_NODES', 1)),
    limitsScale: readNumber(env, 'DRAMAC_LIMITS_SCALE', 1),
    secret: env['DRAMAC_SECRET'],
    origins: {
      app: readOrigin(env, 'DRAMAC_APP_ORIGIN', `http://localhost:${port}`),
      cdn: readOrigin(env, 'DRAMAC_CDN_ORIGIN', `http://cdn.localhost:${port}`),
      frames: readOrigin(env, 'DRAMAC_FRAMES_ORIGIN', `http://frames.localhost:${port}`),
    },
    smtpUrl: env['DRAMAC_SMTP_URL'],
    mailFrom: env['DRAMAC_MAIL_FROM'] ?? 'bookings@localhost',
    mailEventsSecret: env['DRAMAC_MAIL_EVENTS_SECRET'],
    breachedUrl: env['DRAMAC_BREACHED_URL'],
    devAddresses: (env['DRAMAC_DEV_ADDRESSES'] ?? (demo ? `127.0.0.1:${demoPort}` : '')).split(',').filter(Boolean),
    proxyHops: readNumber(env, 'DRAMAC_PROXY_HOPS', 0),
    logLevel: env['DRAMAC_LOG'] ?? 'info',
    backups: { count: readNumber(env, 'DRAMAC_BACKUPS_KEPT', 7), days: readNumber(env, 'DRAMAC_BACKUPS_DAYS', 30) },
    metricsToken: env['DRAMAC_METRICS_TOKEN'] || undefined,
    release: env['DRAMAC_RELEASE'] ?? readVersion(root),
  }
}

function readVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string } // our own
  return version
}

function readPort(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = Number(env[name] ?? fallback)
  if (!Number.isInteger(value) || value < 1 || value > 65535)
    throw new Error(`${name} must be a port, not "${env[name]}"`)
  return value
}

function readNumber(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = Number(env[name] ?? fallback)
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number, not "${env[name]}"`)
  return value
}

function readOrigin(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const value = env[name] ?? fallback
  const url = URL.parse(value)
  if (!url || url.origin !== value)
    throw new Error(`${name} must be an origin like https://app.example, not "${value}"`)
  return value
}
