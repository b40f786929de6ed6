/**
 * One process a folder. The lock is a file made exclusively, which names its holder; when the holder is
 * gone, the next one takes it over. Two that take over at once are told apart by PostgreSQL's own lock.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface LockHolder {
  readonly pid: number
  /** Tells this process from a later one with the same number. */
  readonly startedAt: string
  /** 0 while it is not chosen yet. */
  readonly port: number
}

export interface FolderLock {
  /** Tells others who ask for the folder where the database listens. */
  announce(port: number): void
  release(): void
}

/** How long a file without a readable holder may still be in the writing. */
const writingMs = 2000

/** @throws Error that names the folder, the holder's pid and its port, at once. */
export function lockFolder(dir: string): FolderLock {
  const path = join(dir, 'lock.json')
  const holder: LockHolder = { pid: process.pid, startedAt: startOf(process.pid), port: 0 }
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (create(path, holder)) return openLock(path, holder)
    removeStale(path, dir)
  }
  throw new Error(`The database folder ${dir} is being started by another process.`)
}

/** The process that has the folder now. */
export function findHolder(dir: string): LockHolder | undefined {
  const holder = parseHolder(readText(join(dir, 'lock.json')) ?? '')
  return holder && isAlive(holder) ? holder : undefined
}

function create(path: string, holder: LockHolder): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false // errors of node:fs carry a code
    throw error
  }
}

function removeStale(path: string, dir: string): void {
  const text = readText(path)
  if (text === undefined) return
  const holder = parseHolder(text)
  if (holder ? isAlive(holder) : isFresh(path)) throw inUse(dir, holder)
  // Renaming is atomic: of two that remove the same stale lock, one finds nothing or a newer lock in hand.
  const taken = `${path}.${randomBytes(6).toString('hex')}`
  try {
    renameSync(path, taken)
  } catch {
    return
  }
  const mine = readText(taken)
  const newer = mine === text ? undefined : parseHolder(mine ?? '')
  if (newer && isAlive(newer)) {
    linkSync(taken, path)
    rmSync(taken)
    throw inUse(dir, newer)
  }
  rmSync(taken)
}

function openLock(path: string, holder: LockHolder): FolderLock {
  return {
    announce(port) {
      const next = `${path}.next`
      writeFileSync(next, JSON.stringify({ ...holder, port }), { mode: 0o600 })
      renameSync(next, path)
    },
    release() {
      const current = parseHolder(readText(path) ?? '')
      if (current?.pid === holder.pid && current.startedAt === holder.startedAt) rmSync(path, { force: true })
    },
  }
}

function inUse(dir: string, holder: LockHolder | undefined): Error {
  const who = holder ? `process ${holder.pid}${holder.port ? `, port ${holder.port}` : ''}` : 'another process'
  return new Error(
    `The database folder ${dir} is in use by ${who}. Stop that one first, or use another folder (DRAMAC_DATA_DIR).`,
  )
}

function isAlive({ pid, startedAt }: LockHolder): boolean {
  return isRunning(pid) && startOf(pid) === startedAt
}

/** A process that ended counts as gone even while nobody has fetched its exit code. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false // it runs as somebody else
  }
  return process.platform !== 'linux' || startOf(pid) !== 'ended'
}

/** When a process started, as this system says it; empty where it cannot be told. */
function startOf(pid: number): string {
  if (process.platform === 'linux') {
    // After the name, which may itself contain blanks and brackets: first the state, as the 20th the start.
    const fields = readText(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ') ?? ['X']
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended'
    return `${readText('/proc/sys/kernel/random/boot_id')?.trim()} ${fields[19]}`
  }
  if (process.platform === 'win32') return ''
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } }).stdout.trim()
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, startedAt, port } = JSON.parse(text) as Partial<LockHolder> // each part is checked below
    if (Number.isInteger(pid) && typeof startedAt === 'string' && Number.isInteger(port))
      return { pid: pid!, startedAt, port: port! }
  } catch {}
  return undefined
}

function isFresh(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs < writingMs
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
