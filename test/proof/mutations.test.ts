/**
 * Tests of isolation that cannot fail prove nothing: the program is run from copies of its own sources with one
 * safeguard taken out of each, and must then be seen to leak. Beside them runs the program as it is.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createPool, transactPlain } from '@dramac/core/db/database'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { createSite } from '@dramac/core/sites/create-site'
import { insertApiKey } from '@dramac/core/identity/queries'
import { hashSecret, newLabel } from '@dramac/core/identity/secrets'
import { newUuidV7 } from '@dramac/core/identity/ids'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { startProgram, type Program } from '../setup/global.ts'

const root = resolve(import.meta.dirname, '../..')

interface Mutation {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Our sources with one change, beside everybody else's as they are. */
function copyTree({ file, from, to }: Mutation): string {
  const copy = mkdtempSync(join(tmpdir(), 'dm-mutant-'))
  const folders = [
    'contract',
    'core',
    'server',
    'modules',
    'migrations',
    'embed',
    'components',
    'cdn',
    'demos',
    'tools',
  ]
  for (const name of folders) {
    const filter = (path: string) => !/\/node_modules(\/|$)|\.test\.ts$/.test(path.slice(root.length))
    cpSync(join(root, name), join(copy, name), { recursive: true, preserveTimestamps: true, filter })
  }
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json']) cpSync(join(root, name), join(copy, name))
  linkPackages(copy)
  const path = join(copy, file)
  const source = readFileSync(path, 'utf8')
  if (source.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`)
  writeFileSync(
    path,
    source.replace(from, () => to),
  )
  return copy
}

/** Our own packages are links that stay inside the copy. */
function linkPackages(copy: string): void {
  const packages = join(root, 'node_modules')
  mkdirSync(join(copy, 'node_modules'))
  for (const name of readdirSync(packages)) {
    if (name !== '@dramac') symlinkSync(join(packages, name), join(copy, 'node_modules', name))
  }
  cpSync(join(packages, '@dramac'), join(copy, 'node_modules/@dramac'), { recursive: true, verbatimSymlinks: true })
}

interface Tenant {
  readonly agencyId: string
  readonly siteId: string
  readonly slug: string
  readonly marker: string
  readonly keyId: string
  readonly secret: string
}

interface Running {
  readonly program: Program
  readonly urls: ConnectionUrls
  newTenant(modules?: readonly string[]): Promise<Tenant>
  ask(tenant: Tenant, path: string, init?: RequestInit): Promise<{ status: number; text: string }>
}

async function run(mutation: Mutation | undefined, check: (running: Running) => Promise<void>): Promise<void> {
  const copy = mutation && copyTree(mutation)
  const program = await startProgram({ DRAMAC_DEMO: '0' }, undefined, copy)
  const urls = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
  const admin = createPool({ url: urls.admin, name: 'test admin', max: 1 })
  try {
    await check({
      program,
      urls,
      newTenant: (modules) => createTenant(admin, modules),
      ask: (...of) => askOf(program, ...of),
    })
  } finally {
    await admin.end()
    await program.stop()
    if (copy) rmSync(copy, { recursive: true, force: true })
  }
}

async function createTenant(admin: pg.Pool, modules: readonly string[] = ['booking']): Promise<Tenant> {
  const marker = newLabel(12)
  const [slug, secret, keyId] = [`site-${marker}`, `dm_sk_test_${newLabel(30)}`, newUuidV7(Date.now())]
  const made = {
    agency: { slug: `agency-${marker}`, name: 'Agency' },
    client: { slug: 'client', name: 'Client' },
    site: { slug, name: 'Site', zone: 'UTC', locale: 'en' },
    key: { key: `dm_pk_test_${marker}`, frameLabel: marker, mode: 'test' as const },
    people: [],
    modules: modules.map((module) => ({ slug: module, version: '1.0.0' })),
  }
  return transactPlain(admin, async (tx) => {
    const tenant = await createSite(tx, made, new Date())
    const permissions = ['booking:read', 'booking:write']
    const key = [
      tenant.agencyId,
      tenant.siteId,
      keyId,
      'test',
      'dm',
      hashSecret(secret),
      'test',
      permissions,
      new Date(),
    ]
    await tx.run(insertApiKey, key)
    return { ...tenant, slug, marker, keyId, secret }
  })
}

async function askOf({ port }: Program, { slug, secret }: Tenant, path: string, init: RequestInit = {}) {
  const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' }
  const reply = await fetch(`http://localhost:${port}/v1/sites/${slug}/modules/booking/${path}`, { ...init, headers })
  return { status: reply.status, text: await reply.text() }
}

/** Row security no longer protects this table from this key: what is left is the query layer. */
async function openHole(urls: ConnectionUrls, { keyId }: Tenant): Promise<void> {
  const owner = new pg.Client({ connectionString: urls.owner })
  await owner.connect()
  await owner.query(
    `create policy hole on mod_booking.services for select to dramac_app using (dramac.current_principal_id() = '${keyId}')`,
  )
  await owner.end()
}

/** Whether a list shows another tenant's service where row security is open. */
async function leaksRows({ urls, newTenant, ask }: Running): Promise<boolean> {
  const [ours, theirs] = [await newTenant(), await newTenant()]
  const body = JSON.stringify({ slug: 'service', name: `Service ${theirs.marker}`, durationMinutes: 30 })
  expect((await ask(theirs, 'services', { method: 'POST', body })).status).toBe(201)
  await openHole(urls, ours)
  const list = await ask(ours, 'services')
  expect(list.status).toBe(200)
  return list.text.includes(theirs.marker)
}

/** Whether a site without the module is served because another one that has it was served before. */
async function leaksModule({ newTenant, ask }: Running): Promise<boolean> {
  const [having, lacking] = [await newTenant(), await newTenant([])]
  expect((await ask(having, 'services')).status).toBe(200)
  return (await ask(lacking, 'services')).status === 200
}

/** Whether one key's answers come to who shows another. */
async function leaksKey({ newTenant, ask }: Running): Promise<boolean> {
  const [ours, theirs] = [await newTenant(), await newTenant()]
  expect((await ask(theirs, 'services')).status).toBe(200)
  return (await ask({ ...theirs, secret: ours.secret }, 'services')).status === 200
}

describe('the program as it is', () => {
  it('leaks in none of the ways in which its mutants do', () =>
    run(undefined, async (running) => {
      expect([await leaksRows(running), await leaksModule(running), await leaksKey(running)]).toEqual([
        false,
        false,
        false,
      ])
    }))
})

describe('a program without one safeguard is caught:', () => {
  it.each<[string, Mutation, (running: Running) => Promise<boolean>]>([
    [
      'the tenant in the statements of records',
      {
        file: 'core/db/records.ts',
        from: `const tests = [here, ...Object`,
        to: `const tests = ['$1::uuid is not null and $2::uuid is not null', ...Object`,
      },
      leaksRows,
    ],
    [
      'the site in the key of a cache of modules',
      { file: 'server/http/site-routes.ts', from: `const { siteId } = ctx.tenant\n`, to: `const siteId = 'any'\n` },
      leaksModule,
    ],
    [
      'the secret in the key of a cache of keys',
      {
        file: 'server/http/authenticate.ts',
        from: `const keys = createCache<KnownKey>({ max: 10_000, seconds: 30 })`,
        to: `const all = createCache<KnownKey>({ max: 10_000, seconds: 30 })
  const keys = { get: () => all.get(''), set: (_: string, key: KnownKey) => all.set('', key), delete: () => all.delete('') }`,
      },
      leaksKey,
    ],
  ])('%s', (_, mutation, leaks) => run(mutation, async (running) => expect(await leaks(running)).toBe(true)))
})
