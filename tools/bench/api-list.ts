/**
 * Twenty rows of one tenant over REST, with key, limiter, row security and request log, against
 * node:http and pg with the same query and as many connections to the database.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { startProgram } from '../../test/setup/global.ts'
import { expectOnly, sendLoad, type Spent, type Target } from './load.ts'
import { median, type Measure } from './measure.ts'

export const name = 'api-list'

const rounds = 9
const load = { connections: 16, requests: 1500 }
const key = { Authorization: 'Bearer dm_sk_test_harbor' }

export async function run(): Promise<Measure[]> {
  const program = await startProgram({ DRAMAC_LIMITS_SCALE: '1000' })
  const send = async (target: Target): Promise<Spent> => {
    const spent = await sendLoad(target, load)
    expectOnly(200, spent)
    return spent
  }
  try {
    const urls = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as Record<'admin', string> // the program's
    const tenant = await fillSite(program.port, urls.admin)
    const raw = fork(join(import.meta.dirname, 'raw-list.mjs'), [urls.admin, ...tenant])
    const [rawPort] = (await once(raw, 'message')) as [number]
    const ours: Target = {
      pid: program.child.pid!,
      port: program.port,
      path: '/v1/sites/harbor/modules/booking/services',
      headers: { ...key, Host: `localhost:${program.port}` },
    }
    const theirs: Target = { pid: raw.pid!, port: rawPort, path: '/', headers: {} }
    for (const target of [ours, theirs]) await send(target)
    const pairs: { ours: Spent; raw: Spent }[] = []
    for (let round = 0; round < rounds; round++) {
      const first = round % 2 === 0
      const a = await send(first ? ours : theirs)
      const b = await send(first ? theirs : ours)
      pairs.push(first ? { ours: a, raw: b } : { ours: b, raw: a })
    }
    raw.disconnect()
    return [
      {
        name: 'api-list requests',
        value: median(pairs.map((pair) => pair.ours.perSecond)),
        unit: '1/s',
        ratio: median(pairs.map((pair) => pair.ours.perSecond / pair.raw.perSecond)),
        baseline: 'node:http + pg',
      },
      {
        name: 'api-list CPU',
        value: median(pairs.map((pair) => pair.ours.cpuMicros)),
        unit: 'µs/request',
        ratio: median(pairs.map((pair) => pair.ours.cpuMicros / pair.raw.cpuMicros)),
        baseline: 'node:http + pg',
      },
    ]
  } finally {
    await program.stop()
  }
}

async function fillSite(port: number, adminUrl: string): Promise<[string, string]> {
  for (let index = 0; index < 20; index++) {
    await fetch(`http://localhost:${port}/v1/sites/harbor/modules/booking/services`, {
      method: 'POST',
      headers: { ...key, 'Content-Type': 'application/json' },
      body: JSON.stringify({ slug: `service-${index}`, name: `Service ${index}`, durationMinutes: 30 }),
    })
  }
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  const { rows } = await admin.query<{ agency_id: string; site_id: string }>(
    'select agency_id, site_id from dramac.sites',
  )
  await admin.end()
  return [rows[0]!.agency_id, rows[0]!.site_id]
}
