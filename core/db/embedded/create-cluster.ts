/** Makes a database folder: strangers on this machine need the password, there is no trusted way in. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Place } from './choose-place.ts'
import { asServer } from './server-user.ts'

export const superuser = 'postgres'

/** Makes the database folder unless it exists. @returns the superuser's password, kept in `dir`. */
export async function openCluster(dir: string, place: Place): Promise<string> {
  const kept = join(dir, 'password')
  if (existsSync(join(place.data, 'PG_VERSION'))) {
    checkVersion(place)
    chmodSync(place.data, 0o700)
    if (!existsSync(kept))
      throw new Error(`${kept} is missing: without it nobody can sign in to the database in ${place.data}.`)
    return readFileSync(kept, 'utf8')
  }
  if (existsSync(place.data)) throw new Error(`${place.data} exists but is no database; remove it to start anew.`)
  const password = randomBytes(24).toString('base64url')
  rmSync(kept, { force: true })
  writeFileSync(kept, password, { mode: 0o600 })
  await initialise(place, password)
  return password
}

function checkVersion({ data, binaries }: Place): void {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (made !== String(Number.parseInt(binaries.version)))
    throw new Error(
      `The database in ${data} was made by PostgreSQL ${made}; this one is ${binaries.version} and cannot open it.`,
    )
}

/** Everything is made aside and put in place by one rename: an interrupted start leaves nothing half made. */
async function initialise({ binaries, data, user }: Place, password: string): Promise<void> {
  const partial = `${data}.partial`
  const passwordFile = `${data}.password`
  rmSync(partial, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  mkdirSync(partial, { mode: 0o700 })
  try {
    writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' })
    if ('uid' in user) for (const path of [partial, passwordFile]) chownSync(path, user.uid, user.gid)
    const args = [
      '-D',
      partial,
      '-U',
      superuser,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '-E',
      'UTF8',
      '--no-instructions',
    ]
    await run(binaries.initdb, [...args, ...localeOf(binaries.version)], user)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw error
  } finally {
    rmSync(passwordFile, { force: true })
  }
  if ((statSync(partial).mode & 0o077) !== 0 && process.platform !== 'win32') chmodSync(partial, 0o700)
  renameSync(partial, data)
}

/** The built-in locale sorts alike on every system; before 17 the nearest is the C library's. */
function localeOf(version: string): string[] {
  if (Number.parseInt(version) >= 17) return ['--locale-provider=builtin', '--locale=C.UTF-8']
  return [process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C']
}

function run(command: string, args: string[], user: Place['user']): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(command, args, { ...asServer(user), stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk))
  child.on('error', reject)
  child.on('close', (code) =>
    code === 0 ? resolve() : reject(new Error(`The database could not be made: ${said.trim()}`)),
  )
  return promise
}
