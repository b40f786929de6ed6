/** A tenant of a test's own, and a program's view of it: keys and HTTP. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { createDatabase, createPool, transactPlain, type Database } from '@dramac/core/db/database'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { hashPassword } from '@dramac/core/identity/passwords'
import { insertApiKey } from '@dramac/core/identity/queries'
import { grantablePermissions, type Role } from '@dramac/core/access/permissions'
import { hashSecret, newLabel } from '@dramac/core/identity/secrets'
import { createSite } from '@dramac/core/sites/create-site'
import type { Problem } from '@dramac/contract/wire/errors'
import type pg from 'pg'
import { inject } from 'vitest'

export function connectionUrls(dataDir = inject('dataDir')): ConnectionUrls {
  return JSON.parse(readFileSync(join(dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
}

export interface TestSite {
  readonly slug: string
  readonly agencyId: string
  readonly siteId: string
  readonly publicKey: string
  readonly frameLabel: string
  /** A test key with every permission. */
  readonly key: string
  readonly owner: { readonly email: string; readonly password: string }
}

export interface Stand {
  readonly admin: pg.Pool
  /** As the worker role, which owns the queue. */
  readonly queue: pg.Pool
  readonly app: Database
  readonly urls: ConnectionUrls
  newSite(people?: readonly Role[]): Promise<TestSite>
  newKey(site: TestSite, permissions: readonly string[], mode?: 'live' | 'test'): Promise<string>
  close(): Promise<void>
}

const everything = grantablePermissions('site', ['booking:read', 'booking:write'])

export function openStand(urls = connectionUrls()): Stand {
  const open = (role: 'admin' | 'worker' | 'app', max: number) =>
    createPool({ url: urls[role], name: `test ${role}`, max })
  const [admin, queue, appPool] = [open('admin', 2), open('worker', 2), open('app', 4)]
  return {
    admin,
    queue,
    app: createDatabase(appPool),
    urls,
    newSite: (people = ['owner']) => createTestSite(admin, people),
    newKey: (site, permissions, mode = 'test') => createTestKey(admin, site, { permissions, mode }),
    async close() {
      await Promise.all([admin.end(), queue.end(), appPool.end()])
    },
  }
}

interface NewTestKey {
  readonly permissions: readonly string[]
  readonly mode: 'live' | 'test'
}

async function createTestKey(
  admin: pg.Pool,
  { agencyId, siteId }: Pick<TestSite, 'agencyId' | 'siteId'>,
  { permissions, mode }: NewTestKey,
): Promise<string> {
  const secret = `dm_sk_${mode}_${newLabel(30)}`
  const id = newUuidV7(Date.now())
  const row = [
    agencyId,
    siteId,
    id,
    'test',
    secret.slice(0, 14),
    hashSecret(secret),
    mode,
    [...permissions],
    new Date(),
  ]
  await transactPlain(admin, (tx) => tx.run(insertApiKey, row))
  return secret
}

async function createTestSite(admin: pg.Pool, people: readonly Role[]): Promise<TestSite> {
  const label = newLabel(12)
  const password = newLabel(12)
  const passwordHash = await hashPassword(password)
  const publicKey = `dm_pk_test_${label}`
  const slug = `site-${label}`
  const made = {
    agency: { slug: `agency-${label}`, name: `Agency ${label}` },
    client: { slug: 'client', name: `Client ${label}`, portalPermissions: ['booking:read', 'booking:write'] },
    site: { slug, name: `Site ${label}`, zone: 'Europe/Berlin', locale: 'en' },
    key: { key: publicKey, frameLabel: label, mode: 'test' as const },
    people: people.map((role) => ({ email: `${role}@${label}.test`, name: role, passwordHash, role })),
    modules: [{ slug: 'booking', version: '1.0.0' }],
  }
  const tenant = await transactPlain(admin, (tx) => createSite(tx, made, new Date()))
  const key = await createTestKey(admin, tenant, { permissions: everything, mode: 'test' })
  const owner = { email: `${people[0]}@${label}.test`, password }
  return { ...tenant, slug, publicKey, frameLabel: label, key, owner }
}

export interface Reply<T> {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: T
  readonly text: string
}

export interface Ask {
  readonly method?: string
  readonly path: string
  /** Of another program than the one that all tests share. */
  readonly port?: number
  /** Host header; the app's own when absent. */
  readonly host?: string
  readonly key?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Plain HTTP, so that every header is the test's own. */
export function ask<T = Record<string, never>>({
  method,
  path,
  host,
  key,
  body,
  headers = {},
  port = inject('port'),
}: Ask): Promise<Reply<T>> {
  const payload = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return new Promise((settle, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method: method ?? (payload === undefined ? 'GET' : 'POST'),
        path,
        agent: false,
        headers: {
          Host: host ?? `localhost:${port}`,
          ...(key ? { Authorization: `Bearer ${key}` } : {}),
          ...(payload === undefined
            ? {}
            : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) }),
          ...headers,
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => {
          const isJson = String(response.headers['content-type']).includes('json')
          settle({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: (isJson && text ? JSON.parse(text) : {}) as T,
          })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(payload)
  })
}

export const problemOf = (reply: Reply<unknown>): Problem => reply.body as Problem // of an answer of 400 or more

/** A service given by some people, all open every day from 09:00 to 17:00 in Berlin, without notice. */
export async function addService(
  site: TestSite,
  { people = 1, ...rules }: { people?: number; [rule: string]: unknown } = {},
): Promise<{ service: string; resources: string[] }> {
  const post = async (plural: string, body: object) => {
    const reply = await ask<{ id: string }>({
      path: `/v1/sites/${site.slug}/modules/booking/${plural}`,
      key: site.key,
      body,
    })
    if (reply.status !== 201) throw new Error(`${plural}: ${reply.text}`)
    return reply.body.id
  }
  const weeklyHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }))
  const scheduleId = await post('schedules', { name: 'Hours', zone: 'Europe/Berlin', weeklyHours })
  const slug = `service-${newLabel(6)}`
  const serviceId = await post('services', {
    slug,
    name: 'Service',
    durationMinutes: 60,
    stepMinutes: 60,
    minNoticeMinutes: 0,
    changeNoticeMinutes: 0,
    ...rules,
  })
  const resources: string[] = []
  for (let index = 0; index < people; index++) {
    const resourceId = await post('resources', {
      slug: `person-${newLabel(6)}`,
      name: `Person ${index + 1}`,
      zone: 'Europe/Berlin',
      scheduleId,
    })
    await post('service-resources', { serviceId, resourceId })
    resources.push(resourceId)
  }
  return { service: slug, resources }
}

export const visitor = { customerName: 'Ada Lovelace', customerEmail: 'ada@example.com', zone: 'Europe/Berlin' }
