import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask, openStand, problemOf, type Stand, type TestSite } from '../../server/test/site.ts'
import { openNameServer, type NameServer } from '../../test/setup/name-server.ts'
import type { Context, Tenant } from '../context.ts'
import { createContext } from '../create-context.ts'
import { createDatabase } from '../db/database.ts'
import { createSealer } from '../identity/sealer.ts'
import { createProver } from './create-prover.ts'
import * as domains from './operations.ts'
import type { Prover } from './prove.ts'

const dayMs = 86_400_000
const start = Date.now()

let stand: Stand
let dns: NameServer
let prover: Prover
let tenant: TestSite
let tick = 0

beforeAll(async () => {
  stand = openStand()
  dns = await openNameServer()
  prover = createProver({ servers: [dns.address], allowAddresses: [] })
})

beforeEach(async () => {
  tenant = await stand.newSite()
  dns.zones.clear()
})

afterAll(async () => {
  await Promise.all([stand.close(), dns.close()])
})

/** An operation's context, so many days from now; each a little later than the one before. */
function onDay(day: number, of: Tenant = tenant): Context {
  const shared = {
    db: createDatabase(stand.queue),
    sealer: createSealer('secret of this test'),
    links: { visitorPage: () => '', app: () => '', mailAddress: '' },
  }
  const { agencyId, siteId } = of
  const at = new Date(start + day * dayMs + tick++)
  return createContext(shared, {
    principal: { kind: 'job', job: 'test' },
    tenant: { agencyId, siteId },
    requestId: 'test',
    at,
  })
}

const dayOf = (instant: string | Date | null | undefined) =>
  instant ? Math.round((new Date(instant).getTime() - start) / dayMs) : undefined
/** Through the door: the worker's role, which looks, may not delete. */
const remove = (id: string, site: TestSite = tenant) =>
  ask({ method: 'DELETE', path: `/v1/sites/${site.slug}/domains/${id}`, key: site.key })
const prove = (host: string, token: string) => dns.zones.set(`_dm-verify.${host}`, { txt: [`dm-verify=${token}`] })
const isAllowed = async (day: number, origin: string, of: Tenant = tenant) =>
  (await onDay(day, of).read((tx) => domains.findVerifiedOrigin(tx, of, origin))) !== undefined

async function eventsOf(id: string): Promise<string[]> {
  const text = `select type from dp.events where payload->>'domainId' = $1 order by occurred_at, id`
  return (await stand.admin.query<{ type: string }>(text, [id])).rows.map(({ type }) => type)
}

async function nextCheck(id: string): Promise<number | undefined> {
  const text = 'select run_at from graphile_worker.jobs where key = $1'
  const { rows } = await stand.queue.query<{ run_at: string }>(text, [`domain:${id}:recheck`])
  return dayOf(rows[0]?.run_at)
}

/** Added and proven today. */
async function verified(pattern: string, host: string) {
  const { id, token } = await domains.addDomain(onDay(0), { pattern })
  prove(host, token)
  expect((await domains.verifyDomain(onDay(0), { id }, prover)).state).toBe('verified')
  return { id, token }
}

describe('a new domain', () => {
  it('waits for its proof, with a token of its own and the instructions', async () => {
    const domain = await domains.addDomain(onDay(0), { pattern: 'Harbor.Test' })
    expect(domain).toMatchObject({ pattern: 'https://harbor.test', kind: 'exact', state: 'pending', expiresAt: null })
    expect(domain.token).toMatch(/^[a-z2-7]{26}$/)
    expect(domain.proofs.dns).toEqual({ name: '_dm-verify.harbor.test', value: `dm-verify=${domain.token}` })
    expect(await domains.listDomains(onDay(0))).toEqual([domain])
    expect(await isAllowed(0, 'https://harbor.test')).toBe(false)
    expect(await eventsOf(domain.id)).toEqual(['core.domain.added'])
  })

  it('is refused twice on one site, however it is written', async () => {
    await domains.addDomain(onDay(0), { pattern: 'harbor.test' })
    const path = `/v1/sites/${tenant.slug}/domains`
    const again = await ask({ path, key: tenant.key, body: { pattern: 'HTTPS://Harbor.test./' } })
    expect([again.status, problemOf(again).reason]).toEqual([409, 'core.already_exists'])
    expect(await domains.listDomains(onDay(0))).toHaveLength(1)
  })

  it('on two sites is proven by each for itself', async () => {
    const other = await stand.newSite()
    const { token } = await verified('harbor.test', 'harbor.test')
    const theirs = await domains.addDomain(onDay(0, other), { pattern: 'harbor.test' })
    expect(theirs.token).not.toBe(token)
    expect((await domains.verifyDomain(onDay(0, other), { id: theirs.id }, prover)).state).toBe('failed')
    expect(await isAllowed(0, 'https://harbor.test')).toBe(true)
    expect(await isAllowed(0, 'https://harbor.test', other)).toBe(false)
  })

  it('of another site cannot be seen, checked or removed', async () => {
    const { id } = await verified('harbor.test', 'harbor.test')
    const other = await stand.newSite()
    const unknown = { code: 'NOT_FOUND', reason: 'domain.unknown' }
    expect(await domains.listDomains(onDay(0, other))).toEqual([])
    await expect(domains.verifyDomain(onDay(0, other), { id }, prover)).rejects.toMatchObject(unknown)
    expect(problemOf(await remove(id, other))).toMatchObject(unknown)
    expect(await isAllowed(0, 'https://harbor.test')).toBe(true)
  })
})

describe('a check by hand', () => {
  it('opens the domain, says how it was proven, and plans the next look for tomorrow', async () => {
    const { id } = await verified('harbor.test', 'harbor.test')
    const [domain] = await domains.listDomains(onDay(0))
    expect(domain).toMatchObject({ state: 'verified', method: 'dns', failures: 0 })
    expect(domain?.lastSeen).toContain('holds the right value')
    expect(dayOf(domain?.verifiedAt)).toBe(0)
    expect(await isAllowed(0, 'https://harbor.test')).toBe(true)
    expect(await isAllowed(0, 'https://www.harbor.test')).toBe(false)
    expect(await eventsOf(id)).toEqual(['core.domain.added', 'core.domain.verified'])
    expect(await nextCheck(id)).toBe(1)
  })

  it('opens the names below a wildcard by the proof of the domain above', async () => {
    await verified('*.harbor.test', 'harbor.test')
    expect(await isAllowed(0, 'https://shop.harbor.test')).toBe(true)
    expect(await isAllowed(0, 'https://harbor.test')).toBe(false)
    expect(await isAllowed(0, 'https://shop.evil-harbor.test')).toBe(false)
  })

  it('without a proof says what was seen, once as an event', async () => {
    const { id } = await domains.addDomain(onDay(0), { pattern: 'harbor.test' })
    prove('harbor.test', 'of-another')
    await domains.verifyDomain(onDay(0), { id }, prover)
    const again = await domains.verifyDomain(onDay(0), { id }, prover)
    expect(again).toMatchObject({ state: 'failed', failures: 2, method: null })
    expect(again.lastSeen).toContain('DNS: _dm-verify.harbor.test holds "dm-verify=of-another".')
    expect(await eventsOf(id)).toEqual(['core.domain.added', 'core.domain.failed'])
    expect(await nextCheck(id)).toBeUndefined()
  })

  it('cannot close a verified domain by impatience', async () => {
    const { id } = await verified('harbor.test', 'harbor.test')
    dns.zones.clear()
    for (let look = 0; look < 4; look++) await domains.verifyDomain(onDay(0), { id }, prover)
    expect((await domains.listDomains(onDay(0)))[0]).toMatchObject({ state: 'verified', failures: 0 })
  })
})

describe('the daily look', () => {
  it('closes a domain after three days without a proof, and a new proof opens it again', async () => {
    const { id, token } = await verified('harbor.test', 'harbor.test')
    dns.zones.clear()
    await domains.recheckDomain(onDay(1), { id }, prover)
    await domains.recheckDomain(onDay(2), { id }, prover)
    expect(await isAllowed(2, 'https://harbor.test')).toBe(true)
    expect(await nextCheck(id)).toBe(3)
    await domains.recheckDomain(onDay(3), { id }, prover)
    expect(await isAllowed(3, 'https://harbor.test')).toBe(false)
    await domains.recheckDomain(onDay(4), { id }, prover)
    expect(await eventsOf(id)).toEqual(['core.domain.added', 'core.domain.verified', 'core.domain.revoked'])

    expect((await domains.verifyDomain(onDay(5), { id }, prover)).state).toBe('revoked')
    prove('harbor.test', token)
    const open = await domains.verifyDomain(onDay(5), { id }, prover)
    expect(open).toMatchObject({ state: 'verified', failures: 0 })
    expect(dayOf(open.verifiedAt)).toBe(5)
    expect(await isAllowed(5, 'https://harbor.test')).toBe(true)
  })

  it('forgives days that were followed by a proof', async () => {
    const { id, token } = await verified('harbor.test', 'harbor.test')
    for (let day = 1; day < 8; day++) {
      if (day % 3 === 0) prove('harbor.test', token)
      else dns.zones.clear()
      await domains.recheckDomain(onDay(day), { id }, prover)
    }
    expect(await isAllowed(8, 'https://harbor.test')).toBe(true)
  })

  it('does nothing for a domain removed meanwhile, whose plan is gone as well', async () => {
    const { id } = await verified('harbor.test', 'harbor.test')
    expect((await remove(id)).status).toBe(204)
    expect(await nextCheck(id)).toBeUndefined()
    expect(await isAllowed(0, 'https://harbor.test')).toBe(false)
    await domains.recheckDomain(onDay(1), { id }, prover)
    expect((await eventsOf(id)).toSorted()).toEqual([
      'core.domain.added',
      'core.domain.removed',
      'core.domain.verified',
    ])
  })

  it('counts each of two looks that end at the same moment', async () => {
    const { id } = await verified('harbor.test', 'harbor.test')
    dns.zones.clear()
    const looks = [1, 1].map((day) => domains.recheckDomain(onDay(day), { id }, prover))
    await Promise.all(looks)
    expect((await domains.listDomains(onDay(1)))[0]?.failures).toBe(2)
  })
})

describe('a development address', () => {
  const local = async () => {
    let body = ''
    const server = createServer((_request, response) => response.end(body))
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    const { port } = server.address() as { port: number } // a TCP server
    const allowed = createProver({ servers: [dns.address], allowAddresses: [`127.0.0.1:${port}`] })
    return {
      origin: `http://127.0.0.1:${port}`,
      allowed,
      show: (text: string) => (body = text),
      close: () => new Promise((settle) => server.close(settle)),
    }
  }

  it('is proven like any other, only where configuration names it, and ends after thirty days', async () => {
    const { origin, allowed, show, close } = await local()
    const { id, proofs } = await domains.addDomain(onDay(0), { pattern: origin })
    show(`<head>${proofs.meta.tag}</head>`)
    const refused = await domains.verifyDomain(onDay(0), { id }, prover)
    expect(refused).toMatchObject({ state: 'failed', kind: 'development' })
    expect(refused.lastSeen).toContain('not a usual port')

    expect((await domains.verifyDomain(onDay(1), { id }, allowed)).state).toBe('verified')
    expect(await nextCheck(id)).toBe(31)
    expect(await isAllowed(30, origin)).toBe(true)
    expect(await isAllowed(31, origin)).toBe(false)

    await close()
    await domains.recheckDomain(onDay(10), { id }, allowed)
    expect(await isAllowed(30, origin), 'a computer that is switched off is no withdrawal').toBe(true)
    await domains.recheckDomain(onDay(31), { id }, allowed)
    expect((await domains.listDomains(onDay(31)))[0]).toMatchObject({ state: 'revoked' })
    expect((await eventsOf(id)).at(-1)).toBe('core.domain.revoked')
  })

  it('is renewed by hand for thirty days more', async () => {
    const { origin, allowed, show, close } = await local()
    const { id, token } = await domains.addDomain(onDay(0), { pattern: origin })
    show(`<meta name=dm-verify content=${token}>`)
    await domains.verifyDomain(onDay(0), { id }, allowed)
    await domains.verifyDomain(onDay(20), { id }, allowed)
    expect(await isAllowed(49, origin)).toBe(true)
    expect(await isAllowed(50, origin)).toBe(false)
    await close()
  })
})
