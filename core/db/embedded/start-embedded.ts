/**
 * A real PostgreSQL of our own in one folder: made at the first start, reachable on 127.0.0.1 with a password
 * only, stopped with us however we end.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openArchive } from './backup/archive.ts'
import { choosePlace, type Place } from './choose-place.ts'
import { openCluster, superuser } from './create-cluster.ts'
import { lockFolder, type FolderLock } from './folder-lock.ts'
import { locateServer } from './locate-server.ts'
import { endOrphan, findPort, host, PortTaken, runServer, type RunningServer } from './run-server.ts'
import { isRoot } from './server-user.ts'

export interface EmbeddedOptions {
  /** Folder of the database, its password and its lock. Made if absent; one process at a time. */
  readonly dir: string
  /** Gets every line that the server says. */
  readonly log?: (line: string) => void
  /** Settings of postgresql.conf for this run. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface Embedded {
  readonly host: string
  readonly port: number
  /** Connection string of the superuser, with the password: a secret. */
  readonly superuserUrl: string
  /** As the server says it: `18.4`. */
  readonly version: string
  /** Ends every connection, stops the server cleanly and frees the folder. May be called twice. */
  stop(): Promise<void>
}

/** @throws Error with a message for people: the folder is in use (by which process and port), nothing to run, no permission. */
export async function startEmbedded({ dir, log = () => {}, settings = {} }: EmbeddedOptions): Promise<Embedded> {
  const folder = resolve(dir)
  mkdirSync(folder, { recursive: true })
  // As root the server runs as somebody else, who must pass through; what is secret in here is closed by itself.
  chmodSync(folder, isRoot ? 0o711 : 0o700)
  const lock = lockFolder(folder)
  try {
    const place = choosePlace(folder, await locateServer(), log)
    await endOrphan(place.data)
    const password = await openCluster(folder, place)
    const archive = openArchive(place)
    const { server, port } = await startOnFreePort({ folder, place, lock, log, settings: { ...archive, ...settings } })
    void server.ended.finally(() => lock.release()).catch((error: Error) => log(error.message))
    return {
      host,
      port,
      version: place.binaries.version,
      superuserUrl: `postgres://${superuser}:${password}@${host}:${port}/postgres`,
      stop: () => server.stop().finally(() => lock.release()),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

interface Start {
  readonly folder: string
  readonly place: Place
  readonly lock: FolderLock
  readonly log: (line: string) => void
  readonly settings: Readonly<Record<string, string>>
}

async function startOnFreePort({
  folder,
  place,
  lock,
  log,
  settings,
}: Start): Promise<{ server: RunningServer; port: number }> {
  const note = join(folder, 'port')
  const last = existsSync(note) ? Number(readFileSync(note, 'utf8')) || 0 : 0
  for (let attempt = 1; ; attempt += 1) {
    const port = await findPort(attempt === 1 ? last : 0)
    lock.announce(port)
    try {
      const server = await runServer({ ...place, port, settings, log })
      writeFileSync(note, String(port), { mode: 0o600 })
      return { server, port }
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 3) throw error
    }
  }
}
