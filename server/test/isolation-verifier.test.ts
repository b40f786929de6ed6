/** The operator's check of isolation is a real one: it finds what keeps apart, and what does not. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { verifyIsolation } from '@dramac/core/db/verify-isolation'
import pg from 'pg'
import { expect, inject, it } from 'vitest'
import { connectionUrls } from './site.ts'

const root = resolve(import.meta.dirname, '../..')

function dramac(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env, DRAMAC_DATA_DIR: inject('dataDir') }
  const child = spawn(process.execPath, ['tools/cli/main.ts', ...args], { cwd: root, env })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += String(text)))
  child.stderr.on('data', (text: Buffer) => (err += String(text)))
  return new Promise((settle) => child.on('close', (code) => settle({ code, out, err })))
}

it('npm run dramac -- isolation verify tries every table, finds them apart, and leaves nothing', async () => {
  const { code, out, err } = await dramac('isolation', 'verify')
  expect([code, err, out.split('\n').filter((line) => /^(leaks|untried)/.test(line))]).toEqual([0, '', []])
  const lines = out.trim().split('\n')
  expect(lines.length).toBeGreaterThan(25)
  expect(lines.slice(0, -1).filter((line) => !line.startsWith('isolated'))).toEqual([])
  expect(out).toContain('isolated  mod_booking.allocations  (another agency and another site)')
  expect(out).toContain('isolated  dramac.memberships  (another agency)')
  const one = await dramac('isolation', 'verify', '--table', 'dp.events')
  expect([one.code, one.out.trim().split('\n')]).toEqual([
    0,
    [expect.stringContaining('dp.events'), '1 tables keep tenants apart.'],
  ])
  expect((await dramac('isolation', 'verify', '--table', 'dp.nothing')).code).toBe(1)
})

it.each([
  ['without row security', 'alter table dp.site_exports disable row level security', 'read, change, delete, forge'],
  [
    'with a policy that forgets the site',
    `alter policy tenant on dp.site_exports using (agency_id = (select dramac.current_agency()))`,
    'read, delete',
  ],
  ['that takes what anybody writes', 'alter policy tenant on dp.site_exports with check (true)', 'forge'],
  ['with a policy that forgets the agency', `alter policy tenant on dp.site_exports using (true)`, 'read, delete'],
])('a table %s leaks, and it says what', async (_title, hole, detail) => {
  const client = new pg.Client({ connectionString: connectionUrls().owner })
  await client.connect()
  try {
    // Its own `begin` finds this transaction open, and its rollback takes the hole back.
    await client.query('begin')
    await client.query(hole)
    const [verdict] = await verifyIsolation(client, 'dp.site_exports')
    expect(verdict).toEqual({ table: 'dp.site_exports', verdict: 'leaks', detail })
  } finally {
    await client.end()
  }
})
