/** Prints how to reach the local database, for other people's tools: psql, a diagram, a backup. */
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const roles = ['owner', 'app', 'worker', 'admin'] as const
type Role = (typeof roles)[number]

const isRole = (value: string): value is Role => (roles as readonly string[]).includes(value) // wider only to be asked

/** @throws Error when no database was started here, or it does not run now. */
export async function printUrl(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { role: { type: 'string', default: 'owner' } } })
  if (!isRole(values.role)) throw new Error(`There is no role "${values.role}": ${roles.join(', ')}.`)
  const dataDir = process.env['DRAMAC_DATA_DIR'] ?? join(import.meta.dirname, '../../.dramac')
  const url = readUrl(resolve(dataDir), values.role)
  // The file outlives the database that it tells of.
  if (!(await isListening(url))) throw new Error(`Nothing listens on ${url.host}. Start Dramac first: npm start`)
  console.log(url.href)
}

function readUrl(dataDir: string, role: Role): URL {
  const file = join(dataDir, 'connections.json')
  if (!existsSync(file)) throw new Error(`No database was started in ${dataDir} yet. Start one first: npm start`)
  // Written by the server; the one member that is used is checked below.
  const connections = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<Role, string>>
  const url = URL.parse(connections[role] ?? '')
  if (!url) throw new Error(`${file} has no connection of the role "${role}".`)
  return url
}

function isListening({ hostname, port }: URL): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 5432), timeout: 3000 })
  socket
    .on('connect', () => resolve(true))
    .on('error', () => resolve(false))
    .on('timeout', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
