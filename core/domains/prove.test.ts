import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openNameServer, type NameServer } from '../../test/setup/name-server.ts'
import { createProver } from './create-prover.ts'
import { proofsOf, proveDomain, type Claim, type Prover } from './prove.ts'

const token = 'gk3q7xw2m5n4p6r2s7t3v5y4aa'
const record = '_dm-verify.harbor.test'

let dns: NameServer
let server: Server
let prover: Prover
let claim: Claim
/** What the website has, by path. */
let pages: Map<string, { status?: number; body: string }>

beforeAll(async () => {
  dns = await openNameServer()
  server = createServer((request, response) => {
    const page = pages.get(request.url ?? '') ?? { status: 404, body: 'not here' }
    response.writeHead(page.status ?? 200).end(page.body)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const { port } = server.address() as AddressInfo
  prover = createProver({ servers: [dns.address], allowAddresses: [`127.0.0.1:${port}`] })
  claim = { origin: `http://harbor.test:${port}`, host: 'harbor.test', token }
})

beforeEach(() => {
  pages = new Map([['/', { body: '<title>Harbor</title>' }]])
  dns.zones.clear()
  dns.zones.set('harbor.test', { a: [['127.0.0.1']] })
})

afterAll(async () => {
  server.closeAllConnections()
  await Promise.all([new Promise((settle) => server.close(settle)), dns.close()])
})

describe('a domain is proven', () => {
  it('by a TXT record beside others', async () => {
    dns.zones.set(record, { txt: ['v=spf1 -all', `dm-verify=${token}`] })
    const { method, seen } = await proveDomain(claim, prover)
    expect([method, seen]).toEqual(['dns', expect.stringContaining(`DNS: ${record} holds the right value.`)])
  })

  it('by the tag exactly as the instructions give it', async () => {
    pages.set('/', { body: `<!doctype html><html><head>${proofsOf('harbor.test', token).meta.tag}</head>` })
    const { method, seen } = await proveDomain(claim, prover)
    expect([method, seen]).toEqual(['meta', expect.stringContaining('Home page: the tag is in place.')])
  })

  it('by the file exactly as the instructions give it, with a line end', async () => {
    const { path, content } = proofsOf('harbor.test', token).file
    pages.set(path, { body: `${content}\r\n` })
    expect((await proveDomain(claim, prover)).method).toBe('file')
  })

  it('by its page although its name server is silent about the record', async () => {
    dns.zones.set(record, { trouble: 2 })
    pages.set('/', { body: `<meta content=${token} name=dm-verify>` })
    expect((await proveDomain(claim, prover)).method).toBe('meta')
  })
})

describe('a domain is not proven', () => {
  it.each([
    ['the token of another site', { txt: [`dm-verify=${token.replace('g', 'h')}`] }],
    ['the token alone', { txt: [token] }],
    ['more than the token', { txt: [`dm-verify=${token}0`] }],
    ['the token in capitals', { txt: [`dm-verify=${token.toUpperCase()}`] }],
  ])('by a record with %s', async (_what, zone) => {
    dns.zones.set(record, zone)
    expect((await proveDomain(claim, prover)).method).toBeNull()
  })

  it('by a record at the domain itself, or by a name that only ends alike', async () => {
    dns.zones.set('harbor.test', { a: [['127.0.0.1']], txt: [`dm-verify=${token}`] })
    dns.zones.set('_dm-verify.evil-harbor.test', { txt: [`dm-verify=${token}`] })
    expect((await proveDomain(claim, prover)).method).toBeNull()
  })

  it('by a tag in the body, or on a page that says it is missing', async () => {
    const tag = proofsOf('harbor.test', token).meta.tag
    pages.set('/', { body: `<title>Harbor</title><body>${tag}` })
    expect((await proveDomain(claim, prover)).method).toBeNull()
    pages.set('/', { status: 404, body: tag })
    expect((await proveDomain(claim, prover)).method).toBeNull()
  })

  it('by a file that only holds the token somewhere', async () => {
    const { path } = proofsOf('', token).file
    pages.set(path, { body: `hello ${token}` })
    expect((await proveDomain(claim, prover)).method).toBeNull()
    pages.set(path, { status: 500, body: token })
    expect((await proveDomain(claim, prover)).method).toBeNull()
  })
})

describe('what was seen is said in words', () => {
  it('of a website without any proof', async () => {
    expect(await proveDomain(claim, prover)).toEqual({
      method: null,
      seen:
        'DNS: _dm-verify.harbor.test does not exist. Home page: it has no dm-verify tag in its head. ' +
        'File: /.well-known/dm-verify.txt is not there.',
    })
  })

  it('of a website with the proofs of another', async () => {
    dns.zones.set(record, { txt: ['dm-verify=old', 'x'] })
    pages.set('/', { body: '<meta name=dm-verify content=old>' }).set('/.well-known/dm-verify.txt', { body: 'old\n' })
    expect((await proveDomain(claim, prover)).seen).toBe(
      'DNS: _dm-verify.harbor.test holds "dm-verify=old", "x". Home page: its tag holds "old". ' +
        'File: /.well-known/dm-verify.txt holds "old".',
    )
  })

  it('of a website that answers every address with its page', async () => {
    pages.set('/', { status: 503, body: 'soon' }).set('/.well-known/dm-verify.txt', { body: '<!doctype html><p>Hi' })
    dns.zones.set(record, {})
    expect((await proveDomain(claim, prover)).seen).toBe(
      'DNS: _dm-verify.harbor.test has no TXT record. Home page: it answers with status 503. ' +
        'File: /.well-known/dm-verify.txt answers with a web page instead of the file.',
    )
  })

  it('of a domain that does not exist', async () => {
    const { seen, method } = await proveDomain({ origin: 'https://gone.test', host: 'gone.test', token }, prover)
    expect([method, seen]).toEqual([
      null,
      'DNS: _dm-verify.gone.test does not exist. Home page: the name gone.test has no address in DNS. ' +
        'File: the name gone.test has no address in DNS.',
    ])
  })

  it('of a name server in trouble', async () => {
    dns.zones.set(record, { trouble: 2 })
    expect((await proveDomain(claim, prover)).seen).toContain('could not be asked: its name server failed.')
    dns.zones.set(record, { trouble: 5 })
    expect((await proveDomain(claim, prover)).seen).toContain('could not be asked: its name server refused to answer.')
  })

  it('shortly and without control characters, whatever a stranger wrote', async () => {
    pages.set('/.well-known/dm-verify.txt', { body: `\0\u202Eevil\n${'😀'.repeat(500)}` })
    const { seen } = await proveDomain(claim, prover)
    expect(seen.length).toBeLessThan(400)
    expect(seen).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(seen.isWellFormed()).toBe(true)
  })

  it('without a word on DNS for this machine, which no DNS knows', async () => {
    const local = { origin: claim.origin.replace('harbor.test', '127.0.0.1'), host: '127.0.0.1', token }
    expect((await proveDomain(local, prover)).seen).not.toContain('DNS')
    expect(proofsOf('127.0.0.1', token).dns).toBeNull()
    expect(proofsOf('[::1]', token).dns).toBeNull()
    expect(proofsOf('shop.localhost', token).dns).toBeNull()
  })
})
