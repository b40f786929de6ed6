/** Every statement we wrote is one that the migrated database understands: no query outlives the column it names. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { ConnectionUrls } from '@dramac/core/db/prepare'

const root = resolve(import.meta.dirname, '../..')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^(core|modules)\/.*queries\.ts$/.test(file) && !file.includes('node_modules'))
  .sort()

/** As one of the roles that send statements: administration first, then the worker, which owns the queue. */
let clients: pg.Client[]
beforeAll(async () => {
  const urls = JSON.parse(readFileSync(join(inject('dataDir'), 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
  clients = [urls.admin, urls.worker].map((connectionString) => new pg.Client({ connectionString }))
  await Promise.all(clients.map((client) => client.connect()))
})
afterAll(() => Promise.all(clients.map((client) => client.end())))

/** What the roles that do not understand it say; nothing when one does. */
async function complaintsOf(name: string, text: string): Promise<string[]> {
  // A word about the transaction itself names no table, and is nothing that can be prepared.
  if (/^(savepoint|release|rollback)\b/.test(text)) return []
  const complaints: string[] = []
  for (const client of clients) {
    const complaint = await client.query(`prepare ${name} as ${text}`).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    )
    if (complaint === undefined) return []
    complaints.push(complaint)
  }
  return complaints
}

const isStatement = (value: unknown): value is { text: string } =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'

describe('the statements of', () => {
  it('the system are found', () => expect(files.length).toBeGreaterThan(10))

  it.each(files)('%s are understood by the database', async (file) => {
    const exported = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>
    const statements = Object.entries(exported).filter((entry): entry is [string, { text: string }] =>
      isStatement(entry[1]),
    )
    for (const [index, [name, { text }]] of statements.entries())
      expect([name, await complaintsOf(`s${index}`, text)]).toEqual([name, []])
    await Promise.all(clients.map((client) => client.query('deallocate all')))
  })
})
