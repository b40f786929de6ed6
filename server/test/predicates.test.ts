/** The query layer's own half of isolation: every statement names the tenant itself, beside row security. */
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Manifest } from '@dramac/contract/manifest'
import { countRows, deleteRows, readBatch } from '@dramac/core/exchange/row-queries'
import { listTables } from '@dramac/core/exchange/tables'
import { recordStatements } from '@dramac/core/db/records'
import { compileAllocations } from '@dramac/core/kernels/allocation/queries'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadModules } from '../load-modules.ts'
import { openStand, type Stand } from './site.ts'

const root = resolve(import.meta.dirname, '../..')
let stand: Stand
/** What the policy of each table compares, from the database: the columns that a statement has to name as well. */
let tables: ReadonlyMap<string, readonly string[]>
let statements: ReadonlyMap<string, string>

/** On the administrators' pool only: they look across tenants on purpose. */
const administrative = ['listRecentMails', 'findAnyMail', 'countAgencies', 'listAgencies', 'countMails', 'searchUsers']

beforeAll(async () => {
  stand = openStand()
  const { rows } = await stand.admin.query<{ table: string; columns: string[] }>(
    `select schemaname || '.' || tablename as table,
       array_remove(array[case when qual like '%current_agency%' then 'agency_id' end, case when qual like '%current_site%' then 'site_id' end], null) as columns
     from pg_policies where schemaname in ('dramac', 'dp') or schemaname like 'mod\\_%'`,
  )
  tables = new Map(rows.map(({ table, columns }) => [table, columns]))
  statements = await collectStatements()
})
afterAll(() => stand.close())

async function collectStatements(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const add = (name: string, value: unknown) => {
    const { text } = Object(value) as { text?: unknown } // tested here
    if (typeof text === 'string' && !administrative.includes(name)) found.set(name, text)
  }
  for (const file of globSync('core/**/queries.ts', { cwd: root })) {
    const exported = (await import(pathToFileURL(join(root, file)).href)) as object
    for (const [name, value] of Object.entries(exported)) {
      add(name, value)
      for (const [part, inside] of Object.entries(Object(value) as object)) add(`${name}.${part}`, inside)
    }
  }
  for (const table of listTables([...(await loadModules(root)).values()].map(({ manifest }) => manifest))) {
    add(`${table.name} read`, readBatch(table, table.columns))
    add(`${table.name} count`, countRows(table))
    add(`${table.name} delete`, deleteRows(table))
  }
  for (const { manifest } of (await loadModules(root)).values()) {
    for (const [name, entity] of Object.entries(manifest.entities)) {
      for (const [what, text] of recordTexts(manifest, name)) found.set(`${name} ${what}`, text)
      if (!entity.allocation) continue
      for (const [what, value] of Object.entries(compileAllocations(manifest, name))) add(`${name} ${what}`, value)
    }
  }
  return found
}

function recordTexts(manifest: Manifest, name: string): [string, string][] {
  const of = recordStatements(manifest, name)
  const here = { agencyId: 'a', siteId: 's', now: new Date(0) }
  const query = { order: { field: 'createdAt', descending: true }, limit: 1, after: { value: 'x', id: 'i' } }
  return [
    ['find', of.find.text],
    ['lock', of.findForUpdate.text],
    ['remove', of.remove.text],
    ['insert', of.insert({}, { ...here, id: 'i' }).statement.text],
    ['update', of.update('i', {}, here).statement.text],
    ['list', of.list(['a', 's'], query).statement.text],
  ]
}

/** Of the tables that it names. */
function requiredOf(text: string): Set<string> {
  const named = [...text.matchAll(/\b(?:from|into|update|join)\s+((?:dramac|dp|mod_\w+)\.\w+)(?!\w|\()/g)]
  return new Set(named.flatMap(([, table]) => tables.get(table!) ?? []))
}

/** Tenant columns that a statement leaves to row security alone. */
function listMissing(text: string): string[] {
  const isInsert = /^\s*insert/.test(text)
  const listed =
    /\(([^)]*)\)/
      .exec(text)?.[1]
      ?.split(',')
      .map((one) => one.trim()) ?? []
  return [...requiredOf(text)].filter((column) =>
    isInsert ? !listed.includes(column) : !new RegExp(`\\b${column} = \\$\\d`).test(text),
  )
}

const isGuarded = (text: string): boolean => /\bagency_id = \$\d/.test(text) && !/^\s*insert/.test(text)

it('every statement over a tenant’s table names the agency, and the site where there is one', () => {
  expect(statements.size).toBeGreaterThan(60)
  const missing = [...statements].map(([name, text]) => [name, listMissing(text)]).filter(([, left]) => left?.length)
  expect(missing).toEqual([])
})

it('any of them without its predicate would be found: the test can fail', () => {
  const guarded = [...statements].filter(([, text]) => isGuarded(text))
  expect(guarded.length).toBeGreaterThan(40)
  for (const [name, text] of guarded) {
    for (const column of ['agency_id', 'site_id'].filter((one) => new RegExp(`\\b${one} = \\$\\d`).test(text))) {
      const mutated = text.replaceAll(new RegExp(`\\b(\\w+\\.)?${column} = \\$\\d+`, 'g'), 'true')
      if (requiredOf(text).has(column)) expect([name, listMissing(mutated)]).toEqual([name, [column]])
    }
  }
})

it('no module writes a statement, or reaches for what runs one', async () => {
  const reaches = /^import (?!type ).*('pg'|core\/db\/|\/queries')|\btext: [`'"]/m
  const files = globSync('modules/*/server/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((file) => reaches.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
})
