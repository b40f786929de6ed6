/**
 * Where the server's user can reach its program and its database. Normally both stay where they are. A program below
 * a closed folder (root's own home, say) is copied into `dir`. When `dir` itself is closed off, both move to a private
 * folder of this installation: made with an unguessable name, owned by us, writable by nobody else, remembered in `dir`.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openNative, type ServerBinaries } from './locate-server.ts'
import { canEnter, canRun, findServerUser, type ServerUser } from './server-user.ts'

export interface Place {
  readonly binaries: ServerBinaries
  /** The database folder; may not exist yet. */
  readonly data: string
  readonly user: ServerUser
}

export function choosePlace(dir: string, located: ServerBinaries, log: (line: string) => void): Place {
  const ownData = join(dir, 'data')
  const user = findServerUser(ownData)
  let folder: string | undefined
  const privateFolder = () => (folder ??= openPrivateFolder(dir, user, log))

  let data = findMovedData(dir) ?? ownData
  if (data === ownData && !canEnter(dir, user)) {
    if (existsSync(ownData))
      throw new Error(
        `The user of the database (uid ${'uid' in user ? user.uid : '?'}) can no longer enter ${dir}. Let others pass through its parent folders (chmod o+x).`,
      )
    data = join(privateFolder(), 'data')
    log(`${dir} lies in a folder closed to the database's user: the data is kept in ${data}.`)
  }
  const actual = data === ownData ? user : findServerUser(data)
  if (!located.incomplete && canRun(located.postgres, actual)) return { binaries: located, data, user: actual }
  const home = data === ownData && isPrivate(dir) ? dir : privateFolder()
  return { binaries: copyBinaries(located, home, actual), data, user: actual }
}

/** A database that was once made in the private folder stays there. */
function findMovedData(dir: string): string | undefined {
  const folder = readNote(dir)
  return folder !== undefined && isPrivate(folder) && existsSync(join(folder, 'data'))
    ? join(folder, 'data')
    : undefined
}

function readNote(dir: string): string | undefined {
  const note = join(dir, 'place')
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined
}

function openPrivateFolder(dir: string, user: ServerUser, log: (line: string) => void): string {
  const remembered = readNote(dir)
  if (remembered !== undefined) {
    if (isPrivate(remembered)) return remembered
    log(`${remembered} is gone or no longer only ours; what was kept there is not used.`)
  }
  // The temporary folder is the last resort: some systems empty it at a restart.
  for (const home of ['/var/lib', tmpdir()]) {
    if (home !== tmpdir() && !isPrivate(home)) continue
    const folder = mkdtempSync(join(home, 'dramac-'))
    chmodSync(folder, 0o711)
    if (canEnter(folder, user)) {
      writeFileSync(join(dir, 'place'), folder, { mode: 0o600 })
      return folder
    }
    rmSync(folder, { recursive: true })
  }
  throw new Error(
    `The database's user can enter neither ${dir} nor ${tmpdir()}. Set DRAMAC_DATA_DIR to a folder that it can.`,
  )
}

function isPrivate(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return false
  return process.platform === 'win32' || (stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0)
}

function copyBinaries(located: ServerBinaries, folder: string, user: ServerUser): ServerBinaries {
  if (located.native === undefined) throw new Error(`${located.postgres} cannot be run by the user of the database.`)
  const home = join(folder, `postgres-${located.version}`)
  const open = () => {
    const copy = existsSync(home) ? openNative(join(home, 'native')) : undefined
    return copy && canRun(copy.postgres, user) ? copy : undefined
  }
  const existing = open()
  if (existing) return existing
  rmSync(home, { recursive: true, force: true })
  const partial = `${home}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { mode: 0o755 })
  chmodSync(partial, 0o755)
  cpSync(located.native, join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
  renameSync(partial, home)
  const copy = open()
  if (!copy) throw new Error(`PostgreSQL does not run from its copy in ${home}.`)
  return copy
}
