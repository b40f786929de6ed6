import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded, type Embedded } from '../start-embedded.ts'
import { archiveFolder, listArchive } from './archive.ts'
import { restoreBackup, verifyBackup } from './restore-backup.ts'
import { listBackups, openBackup, pruneBackups, type Backup } from './store.ts'
import { takeBackup } from './take-backup.ts'
import { isSegment, numberOf } from './wal.ts'

let root: string
let dir: string
let server: Embedded
const now = () => new Date()
const keep = { count: 7, days: 30 }

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'dm-backup-'))
  chmodSync(root, 0o711)
  dir = join(root, "a folder with 'quotes' and 100%")
  server = await startEmbedded({ dir })
})
afterAll(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

async function query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.superuserUrl })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

const listWords = async () =>
  (await query<{ word: string }>('select word from words order by id')).map(({ word }) => word)
const add = (word: string) => query(`insert into words (word) values ('${word}')`)
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  )
const filesOf = (folder: string) => readdirSync(folder, { recursive: true }).map(String).toSorted()

let backup: Backup
let beforeTheEnd: Date

describe('an embedded database', () => {
  it('keeps nothing of its log until there is a backup that it could be played on', async () => {
    await query('create table words (id bigint generated always as identity primary key, word text not null)')
    await query('select pg_switch_wal()')
    await expect.poll(async () => (await query('select archived_count from pg_stat_archiver'))[0]).toBeTruthy()
    await sleep(500)
    expect(listArchive(archiveFolder({ data: join(dir, 'data') }))).toEqual([])
  })

  it('is backed up while it is written to, and every backup can be tried', async () => {
    await add('before')
    const writing = Promise.all(Array.from({ length: 20 }, () => add('meanwhile')))
    backup = await takeBackup({ dir, label: 'first', keep, now })
    await writing
    expect(listBackups(dir).map(({ manifest }) => [manifest.label, manifest.id])).toEqual([
      ['first', backup.manifest.id],
    ])
    expect(backup.manifest.storedBytes).toBeLessThan(backup.manifest.bytes / 3)
    const { rows } = await verifyBackup({ dir, backup })
    expect(rows.get('postgres.public.words')).toBeGreaterThanOrEqual(1)
    expect(filesOf(dir).filter((name) => /verifying|recovery-log/.test(name))).toEqual([])
  })

  it('is not replaced while it runs', async () => {
    const said = await refusal(restoreBackup({ dir, backup, target: { kind: 'backup' }, now }))
    expect(said).toContain('Stop it first')
    expect(await listWords()).toContain('before')
  })

  it('comes back exactly as it was at an instant after the backup, with what was there kept aside', async () => {
    await query('delete from words')
    for (const word of ['one', 'two', 'three']) await add(word)
    await sleep(20)
    beforeTheEnd = new Date()
    await sleep(20)
    await query('delete from words')
    await add('afterwards')
    await server.stop()

    const began = performance.now()
    const restored = await restoreBackup({ dir, backup, target: { kind: 'time', at: beforeTheEnd }, now })
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(Date.parse(restored.lastCommitAt!)).toBeLessThanOrEqual(beforeTheEnd.getTime())
    expect(existsSync(join(restored.replaced!, 'PG_VERSION'))).toBe(true)
    server = await startEmbedded({ dir })
    expect(await listWords()).toEqual(['one', 'two', 'three'])
  })

  it('goes on from there: later changes, a later backup and an instant of the new history', async () => {
    await add('four')
    const second = await takeBackup({ dir, label: 'second', keep, now })
    await add('five')
    await sleep(20)
    const at = new Date()
    await sleep(20)
    await query('drop table words')
    await server.stop()
    // From the first backup, along the history that led here.
    await restoreBackup({ dir, backup, target: { kind: 'time', at }, now })
    server = await startEmbedded({ dir })
    expect(await listWords()).toEqual(['one', 'two', 'three', 'four', 'five'])
    await server.stop()
    await restoreBackup({ dir, backup: second, target: { kind: 'backup' }, now })
    server = await startEmbedded({ dir })
    expect(await listWords()).toEqual(['one', 'two', 'three', 'four'])
  })

  it('stays as it is when a backup is damaged, when the log lacks a part, or when the instant is not in it', async () => {
    await server.stop()
    const before = filesOf(join(dir, 'data'))
    const at = (time: Date) => refusal(restoreBackup({ dir, backup, target: { kind: 'time', at: time }, now }))
    expect(await at(new Date(Date.parse(backup.manifest.stoppedAt) - 1000))).toContain('take an older one')
    expect(await at(new Date(Date.now() + 3_600_000))).toMatch(/reaches until .* cannot be restored/)

    const archive = archiveFolder({ data: join(dir, 'data') })
    const [missing] = listArchive(archive)
      .filter(({ name }) => isSegment(name))
      .toSorted((one, other) => Number(numberOf(one.name) - numberOf(other.name)))
      .slice(2)
    const kept = readFileSync(missing!.path)
    rmSync(missing!.path)
    expect(await at(new Date())).toContain('cannot be restored')
    writeFileSync(missing!.path, kept)

    const file = join(backup.folder, 'files', `${backup.manifest.files.at(-2)!.path}.gz`)
    const bytes = readFileSync(file)
    for (const harm of [bytes.subarray(0, bytes.length / 2), Buffer.from('')]) {
      writeFileSync(file, harm)
      expect(await refusal(restoreBackup({ dir, backup, target: { kind: 'backup' }, now }))).toContain('damaged')
      expect(await refusal(verifyBackup({ dir, backup }))).toContain('damaged')
    }
    writeFileSync(file, bytes)
    const manifest = join(backup.folder, 'manifest.json')
    const text = readFileSync(manifest, 'utf8')
    writeFileSync(manifest, text.replace('first', 'worst'))
    expect(await refusal(Promise.resolve().then(() => openBackup(dir, backup.manifest.id)))).toContain('was changed')
    writeFileSync(manifest, text)

    expect(filesOf(join(dir, 'data'))).toEqual(before)
    server = await startEmbedded({ dir })
    expect(await listWords()).toEqual(['one', 'two', 'three', 'four'])
  })
})

describe('backups', () => {
  it('go when enough newer ones are there and they are old, and their log with them', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
    expect(pruneBackups(dir, { count: 1, days: 30 }, inDays(29))).toHaveLength(2)
    expect(pruneBackups(dir, { count: 2, days: 30 }, inDays(31))).toHaveLength(2)
    const archive = archiveFolder({ data: join(dir, 'data') })
    const before = listArchive(archive).length
    const third = await takeBackup({ dir, label: 'third', keep: { count: 1, days: 30 }, now: () => inDays(31) })
    expect(listBackups(dir).map(({ manifest }) => manifest.label)).toEqual(['third'])
    expect(listArchive(archive).length).toBeLessThan(before)
    expect(statSync(third.folder).mode & 0o077).toBe(0)
  })
})
