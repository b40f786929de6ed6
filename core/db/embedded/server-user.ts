/** The operating system's user that PostgreSQL runs as: it refuses to run as root. */
import { spawnSync, type SpawnSyncOptions } from 'node:child_process'
import { statSync } from 'node:fs'

/** Empty when the server may run as ourselves. */
export type ServerUser = { readonly uid: number; readonly gid: number } | Record<string, never>

export const isRoot = process.getuid?.() === 0

/** @param data - the database folder; whoever owns an existing one runs the server. */
export function findServerUser(data: string): ServerUser {
  if (!isRoot) return {}
  const owner = statSync(data, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [readId('-u', name), readId('-g', name)]
    if (uid && gid !== undefined) return { uid, gid }
  }
  throw new Error(
    'PostgreSQL may not run as root, and this machine has neither a user "postgres" nor "nobody" to run it as.',
  )
}

function readId(kind: '-u' | '-g', user: string): number | undefined {
  const { status, stdout } = spawnSync('id', [kind, user], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) : undefined
}

/** A child of PostgreSQL gets nothing of our environment but what it needs. */
export const serverEnvironment = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' }

export function asServer(user: ServerUser): SpawnSyncOptions & { encoding: 'utf8' } {
  return { ...user, cwd: '/', env: serverEnvironment, encoding: 'utf8' }
}

export function canRun(binary: string, user: ServerUser): boolean {
  return 'uid' in user ? spawnSync(binary, ['--version'], asServer(user)).status === 0 : true
}

export function canEnter(folder: string, user: ServerUser): boolean {
  return 'uid' in user ? spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], asServer(user)).status === 0 : true
}
