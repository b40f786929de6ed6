import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Config } from '@dramac/server/config/env'

/** @throws Error when no installation was started here, or its database does not run now. */
export async function findConnection({ dataDir }: Config, role: string): Promise<string> {
  const file = join(dataDir, 'connections.json')
  if (!existsSync(file)) throw new Error(`No database was started in ${dataDir}. Run npm start first.`)
  const urls: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const url = URL.parse(String((urls as Partial<Record<string, string>>)[role])) // whatever it is, URL judges it
  if (!url) throw new Error(`${file} names no connection for ${role}.`)
  if (!(await answers(url))) throw new Error(`Nothing answers at ${url.host}. Run npm start first.`)
  return url.href
}

/** The file outlives the database that it tells of. */
function answers({ hostname, port }: URL): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || 5432), timeout: 3000 })
  socket
    .on('connect', () => resolve(true))
    .on('error', () => resolve(false))
    .on('timeout', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
