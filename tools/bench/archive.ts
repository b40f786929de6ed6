/** What the continuous archive costs a write: the same inserts into two embedded databases, one of which archives its log. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool } from '@dramac/core/db/database'
import { archiveFolder, wantArchive } from '@dramac/core/db/embedded/backup/archive'
import { startEmbedded } from '@dramac/core/db/embedded/start-embedded'
import { compareInRounds, type Measure } from './measure.ts'

export const name = 'archive'

const rounds = 7
const [connections, insertsEach, rowBytes] = [4, 1_500, 2_000]

export async function run(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dm-archive-'))
  chmodSync(folder, 0o711)
  const [with_, without] = [join(folder, 'with'), join(folder, 'without')]
  const servers = [
    await startEmbedded({ dir: with_ }),
    await startEmbedded({ dir: without, settings: { archive_mode: 'off' } }),
  ]
  try {
    wantArchive(archiveFolder({ data: join(with_, 'data') }))
    const [subject, baseline] = await Promise.all(servers.map(({ superuserUrl }) => openWriter(superuserUrl)))
    const compared = await compareInRounds({ rounds, subject: subject!.write, baseline: baseline!.write })
    await Promise.all([subject!.close(), baseline!.close()])
    const perInsert = (compared.subject * 1000) / (connections * insertsEach)
    return [
      {
        name: 'archive, an insert of 2 KB',
        value: Math.round(perInsert),
        unit: 'µs',
        ratio: compared.ratio,
        baseline: 'the same without the archive',
      },
    ]
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

async function openWriter(url: string) {
  const pool = createPool({ url, name: 'bench', max: connections })
  await pool.query('create table rows (id bigint generated always as identity primary key, body text not null)')
  const insert = { name: 'insert', text: 'insert into rows (body) values ($1)' }
  const body = () => Buffer.from(crypto.getRandomValues(new Uint8Array(rowBytes / 2))).toString('hex')
  const writer = async () => {
    for (let index = 0; index < insertsEach; index++) await pool.query({ ...insert, values: [body()] })
  }
  return {
    /** Milliseconds of all inserts. */
    async write(): Promise<number> {
      const started = performance.now()
      await Promise.all(Array.from({ length: connections }, writer))
      return performance.now() - started
    },
    close: () => pool.end(),
  }
}
