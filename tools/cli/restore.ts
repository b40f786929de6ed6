import { restoreBackup } from '@dramac/core/db/embedded/backup/restore-backup'
import type { RecoveryTarget } from '@dramac/core/db/embedded/backup/recover'
import { openBackup } from '@dramac/core/db/embedded/backup/store'
import { embeddedFolder } from './backup.ts'
import { UsageError } from './command.ts'

/** @throws Error when a server runs, the backup is damaged or the log does not lead to the instant: with everything as it was. */
export async function restore({ from, at }: Readonly<Record<string, string | undefined>>): Promise<void> {
  if (from === undefined) throw new UsageError('--from is a backup, as `backup list` shows it, or its folder.')
  const target = parseTarget(at)
  const dir = embeddedFolder()
  const began = performance.now()
  const { lastCommitAt, replaced, rows } = await restoreBackup({
    dir,
    backup: openBackup(dir, from),
    target,
    now: () => new Date(),
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const reached = lastCommitAt ? `The last change in it is of ${lastCommitAt}.` : 'It is as the backup was.'
  console.log(`Restored in ${seconds} s, ${rows.size} tables read. ${reached}`)
  if (replaced) console.log(`What was there is kept in ${replaced}; remove it when you no longer need it.`)
  console.log('Start it with npm start, and make a new backup.')
}

function parseTarget(at: string | undefined): RecoveryTarget {
  if (at === undefined) return { kind: 'backup' }
  if (at === 'latest') return { kind: 'end' }
  const instant = new Date(at)
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(at) || Number.isNaN(instant.getTime()))
    throw new UsageError(`--at is an instant with its zone, like 2030-05-01T12:00:00Z, not "${at}".`)
  return { kind: 'time', at: instant }
}
