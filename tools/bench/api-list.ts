/**
 * Twenty rows of one tenant over REST, with key, limiter, row security and request log, against node:http and pg
 * with the same query, prepared, over as many connections to the database, as an administrator without row security.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { recordStatements } from '@dramac/core/db/records'
import { manifest } from '@dramac/booking/manifest'
import { startProgram, type Program } from '../../test/setup/global.ts'
import { expectOnly, sendLoad, type Spent, type Target } from './load.ts'
import { median, type Measure } from './measure.ts'

export const name = 'api-list'

const rounds = 9
const load = { connections: 16, requests: 1500 }
const rowsShown = 20
/** Of both pools. */
const connections = 10
const key = { Authorization: 'Bearer dm_sk_test_harbor' }
const path = '/v1/sites/harbor/modules/booking/services'

export async function run(): Promise<Measure[]> {
  const program = await startProgram({ DRAMAC_LIMITS_SCALE: '1000' })
  const started: ChildProcess[] = []
  try {
    const { admin } = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // the program's
    const { text, values } = queryOf(await fillSite(program.port, admin))
    const startRaw = async (kind: 'rows' | 'json', sql: string): Promise<Target> => {
      const order = JSON.stringify({ url: admin, kind, text: sql, values, connections })
      const raw = fork(join(import.meta.dirname, 'raw-list.mjs'), [order])
      started.push(raw)
      const [port] = (await once(raw, 'message')) as [number]
      return { pid: raw.pid!, port, path: '/', headers: {} } // it has spoken
    }
    const targets = {
      ours: targetOf(program),
      json: await startRaw('json', text),
      rows: await startRaw('rows', withoutJson(text)),
    }
    return report(await measure(targets))
  } finally {
    for (const raw of started) raw.disconnect()
    await program.stop()
  }
}

const targetOf = ({ child, port }: Program): Target => ({
  pid: child.pid!, // it runs
  port,
  path,
  headers: { ...key, Host: `localhost:${port}` },
})

/** The statement that our list is, for one row more than it shows. */
function queryOf(tenant: readonly [string, string]) {
  const query = { order: { field: 'createdAt', descending: true }, limit: rowsShown + 1 }
  const { statement, values } = recordStatements(manifest, 'service').list(tenant, query)
  return { text: statement.text, values }
}

/** What stands inside the brackets: the same columns of the same rows. */
function withoutJson(text: string): string {
  const inner = /from \((.*)\) shown$/s.exec(text)?.[1]
  if (inner === undefined) throw new Error(`no longer a list: ${text}`)
  return inner
}

type Names = 'ours' | 'json' | 'rows'
type Spents = Readonly<Record<Names, Spent[]>>

async function measure(targets: Readonly<Record<Names, Target>>): Promise<Spents> {
  const names = Object.keys(targets) as Names[] // its own
  const spents: Spents = { ours: [], json: [], rows: [] }
  for (let round = -1; round < rounds; round++) {
    for (const one of round % 2 ? names : names.toReversed()) {
      const spent = await sendLoad(targets[one], load)
      expectOnly(200, spent)
      if (round >= 0) spents[one].push(spent)
    }
  }
  return spents
}

function report(spents: Spents): Measure[] {
  const compare = (figure: 'perSecond' | 'cpuMicros', against: 'json' | 'rows') => ({
    value: Math.round(median(spents.ours.map((spent) => spent[figure]))),
    ratio: Number(
      median(spents.ours.map((spent, round) => spent[figure] / spents[against][round]![figure])).toFixed(3),
    ),
  })
  const same = 'node:http + pg, the same statement'
  const script = 'node:http + pg, JSON made by JavaScript'
  return [
    { name: 'api-list requests', unit: '1/s', baseline: same, ...compare('perSecond', 'json') },
    { name: 'api-list requests', unit: '1/s', baseline: script, ...compare('perSecond', 'rows') },
    { name: 'api-list CPU of the server', unit: 'µs/request', baseline: same, ...compare('cpuMicros', 'json') },
    { name: 'api-list CPU of the server', unit: 'µs/request', baseline: script, ...compare('cpuMicros', 'rows') },
  ]
}

async function fillSite(port: number, adminUrl: string): Promise<[string, string]> {
  for (let index = 0; index <= rowsShown; index++) {
    const { status } = await fetch(`http://localhost:${port}${path}`, {
      method: 'POST',
      headers: { ...key, 'Content-Type': 'application/json' },
      body: JSON.stringify({ slug: `service-${index}`, name: `Service ${index}`, durationMinutes: 30 }),
    })
    if (status !== 201) throw new Error(`a service was answered ${status}`)
  }
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  const { rows } = await admin.query<{ agency_id: string; site_id: string }>(
    'select agency_id, site_id from dramac.sites',
  )
  await admin.end()
  return [rows[0]!.agency_id, rows[0]!.site_id]
}
