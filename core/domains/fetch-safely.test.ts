import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openNameServer, type NameServer } from '../../test/setup/name-server.ts'
import { createProver } from './create-prover.ts'
import { fetchSafely, FetchRefused, type FetchLimits } from './fetch-safely.ts'
import { isPublicAddress } from './public-address.ts'

describe('an address', () => {
  it.each(['93.184.215.14', '8.8.8.8', '2606:4700::1111', '2a00:1450:4001:82f::200e', '::ffff:8.8.8.8'])(
    'of the internet is public: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine', '127.255.255.254'],
    ['this machine', '::1'],
    ['nowhere', '0.0.0.0'],
    ['nowhere', '0.1.2.3'],
    ['nowhere', '::'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['private', 'fd00::1'],
    ['metadata', '169.254.169.254'],
    ['metadata', 'fd00:ec2::254'],
    ['metadata', '100.100.100.200'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['shared by a provider', '100.64.0.1'],
    ['protocol assignments', '192.0.0.8'],
    ['documentation', '192.0.2.1'],
    ['documentation', '203.0.113.1'],
    ['documentation', '2001:db8::1'],
    ['benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv4 in IPv6', '::ffff:127.0.0.1'],
    ['IPv4 in IPv6', '::ffff:7f00:1'],
    ['IPv4 in IPv6', '::ffff:169.254.169.254'],
    ['IPv4 in IPv6, translated', '::ffff:0:10.0.0.1'],
    ['IPv4 in IPv6, the old form', '::127.0.0.1'],
    ['IPv4 in IPv6, the old form', '::7f00:1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:7f00:1::'],
    ['no address', 'localhost'],
    ['no address', '2130706433'],
    ['no address', '0x7f.1'],
    ['no address', ''],
  ])('that is %s is not public: %s', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

let dns: NameServer
let answer: RequestListener
let server: Server
let port: number
let limits: FetchLimits

beforeAll(async () => {
  dns = await openNameServer()
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  port = (server.address() as AddressInfo).port
  limits = createProver({ servers: [dns.address], allowAddresses: [`127.0.0.1:${port}`] }).limits
})

beforeEach(() => {
  answer = (_request, response) => response.end('hello')
})

afterEach(() => {
  dns.zones.clear()
  dns.asked.length = 0
})

afterAll(async () => {
  server.closeAllConnections()
  await Promise.all([new Promise((settle) => server.close(settle)), dns.close()])
})

const redirectTo =
  (location: string, status = 302): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { Location: location }).end()

async function refusalOf(url: string, less: Partial<FetchLimits> = {}): Promise<string> {
  const failure: unknown = await fetchSafely(url, { ...limits, ...less }).catch((error: unknown) => error)
  if (!(failure instanceof FetchRefused)) throw failure
  return failure.message
}

describe('a fetch', () => {
  it('reads a page by the name that DNS knows, and says that name to the server', async () => {
    dns.zones.set('good.test', { a: [['127.0.0.1']] })
    answer = (request, response) => response.writeHead(404).end(`${request.headers.host} ${request.url}`)
    expect(await fetchSafely(`http://good.test:${port}/x?y`, limits)).toEqual({
      status: 404,
      body: `good.test:${port} /x?y`,
      url: `http://good.test:${port}/x?y`,
    })
  })

  it('says the name in the TLS greeting too, though it connects to an address', async () => {
    dns.zones.set('good.test', { a: [['127.0.0.1']] })
    let greeting = ''
    const tcp = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (bytes) => {
        greeting = bytes.toString('latin1')
        socket.destroy()
      })
    })
    await new Promise<void>((settle) => tcp.listen(0, '127.0.0.1', settle))
    const place = (tcp.address() as AddressInfo).port
    const refusal = await refusalOf(`https://good.test:${place}/`, { allowAddresses: [`127.0.0.1:${place}`] })
    tcp.close()
    expect(refusal).toMatch(/^it could not be reached/)
    expect(greeting).toContain('good.test')
  })

  it('asks DNS once, so that a second answer cannot lead it elsewhere', async () => {
    dns.zones.set('rebind.test', { a: [['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254']] })
    expect((await fetchSafely(`http://rebind.test:${port}/`, limits)).body).toBe('hello')
    expect(dns.asked.filter((question) => question === 'A rebind.test')).toHaveLength(1)
  })

  it('looks at the address again on every hop', async () => {
    dns.zones.set('rebind.test', { a: [['127.0.0.1'], ['10.0.0.1']] })
    answer = redirectTo('/again')
    expect(await refusalOf(`http://rebind.test:${port}/`)).toContain('not a usual port')
    dns.zones.set('rebind.test', { a: [['127.0.0.1']] })
  })

  it.each([
    ['this machine', { a: [['127.0.0.1']] }],
    ['a metadata service', { a: [['169.254.169.254']] }],
    ['a private network beside a public address', { a: [['93.184.215.14', '10.0.0.1']] }],
    ['this machine by IPv6', { a: [[]], aaaa: ['::1'] }],
    ['IPv4 in IPv6', { a: [[]], aaaa: ['::ffff:127.0.0.1'] }],
    ['a private IPv6 network beside a public address', { a: [['93.184.215.14']], aaaa: ['fd00::1'] }],
  ])('refuses a name that points to %s', async (_where, zone) => {
    dns.zones.set('evil.test', zone)
    expect(await refusalOf('http://evil.test/')).toBe('evil.test points into a private network')
    expect(await refusalOf('https://evil.test/')).toBe('evil.test points into a private network')
  })

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://localhost/',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fd00:ec2::254]/',
  ])('refuses %s', async (url) => {
    expect(await refusalOf(url)).toContain('points into a private network')
  })

  it('reaches on this machine only the address and port that configuration names', async () => {
    expect((await fetchSafely(`http://127.0.0.1:${port}/`, limits)).body).toBe('hello')
    expect((await fetchSafely(`http://localhost:${port}/`, limits)).body).toBe('hello')
    expect(await refusalOf(`http://127.0.0.1:${port + 1}/`)).toContain('not a usual port')
    expect(await refusalOf(`http://127.0.0.1:${port}/`, { allowAddresses: [] })).toContain('not a usual port')
    expect(await refusalOf(`http://[::1]:${port}/`)).toContain('not a usual port')
  })

  it('refuses ports where no website is, even of public addresses', async () => {
    expect(await refusalOf('http://93.184.215.14:25/')).toBe('port 25 is not a usual port of websites')
  })

  it('refuses a name without an address', async () => {
    dns.zones.set('empty.test', {})
    expect(await refusalOf('http://unknown.test/')).toBe('the name unknown.test has no address in DNS')
    expect(await refusalOf('http://empty.test/')).toBe('the name empty.test has no address in DNS')
  })

  it('says that nobody answered at an address', async () => {
    const closed = createTcpServer()
    await new Promise<void>((settle) => closed.listen(0, '127.0.0.1', settle))
    const place = (closed.address() as AddressInfo).port
    await new Promise((settle) => closed.close(settle))
    expect(await refusalOf(`http://127.0.0.1:${place}/`, { allowAddresses: [`127.0.0.1:${place}`] })).toBe(
      'it could not be reached (ECONNREFUSED)',
    )
  })
})

describe('a redirect', () => {
  it('is followed on the same host, and between a domain and its www', async () => {
    dns.zones.set('shop.example', { a: [['127.0.0.1']] }).set('www.shop.example', { a: [['127.0.0.1']] })
    answer = (request, response) => {
      if (request.url === '/') return redirectTo('/home', 308)(request, response)
      if (request.headers.host === `shop.example:${port}`)
        return redirectTo(`//user:secret@www.shop.example:${port}/home`)(request, response)
      return response.end(`at home ${request.headers.authorization}`)
    }
    expect(await fetchSafely(`http://shop.example:${port}/`, limits)).toMatchObject({
      body: 'at home undefined',
      url: `http://www.shop.example:${port}/home`,
    })
  })

  it.each([
    'http://127.0.0.1/',
    'http://127.0.0.1:22/',
    'http://[::1]/',
    'http://169.254.169.254/',
    'http://evil.test/',
    'http://shop.example.evil.test/',
    'http://evil-shop.example/',
    'http://other.shop.example/',
    'http://www.www.shop.example/',
    'http://shop.example:22/',
    'https://shop.example:8443/',
    'ftp://shop.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://',
  ])('to %s is refused', async (location) => {
    dns.zones.set('shop.example', { a: [['127.0.0.1']] })
    answer = redirectTo(location)
    expect(await refusalOf(`http://shop.example:${port}/`)).toMatch(/^it redirects to .*, which is another website$/)
  })

  it('under a public suffix does not lead from one person to the next', async () => {
    dns.zones.set('www.github.io', { a: [['127.0.0.1']] })
    answer = redirectTo(`http://github.io:${port}/`)
    expect(await refusalOf(`http://www.github.io:${port}/`)).toContain('which is another website')
  })

  it('is followed three times and no more', async () => {
    let asked = 0
    answer = (request, response) => {
      asked++
      redirectTo(`/${asked}`)(request, response)
    }
    expect(await refusalOf(`http://127.0.0.1:${port}/`)).toBe('it redirects too often')
    expect(asked).toBe(4)
  })
})

describe('a server that means harm', () => {
  it('cannot send more than the limit, nor keep the connection', async () => {
    let isClosed = false
    answer = (_request, response) => {
      response.on('close', () => (isClosed = true))
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', pour)
      pour()
    }
    expect(await refusalOf(`http://127.0.0.1:${port}/`)).toBe('it answers with more than 1 MB')
    await expect.poll(() => isClosed).toBe(true)
  })

  it('cannot keep us waiting by a slow body', async () => {
    answer = async (_request, response) => {
      while (!response.destroyed) {
        response.write('.')
        await sleep(20)
      }
    }
    expect(await refusalOf(`http://127.0.0.1:${port}/`, { timeoutMs: 300 })).toBe('it did not answer in time')
  })

  it('cannot keep us waiting by silence, by slow redirects or by a slow name server', async () => {
    answer = () => {}
    expect(await refusalOf(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })).toBe('it did not answer in time')
    answer = (request, response) => void sleep(90).then(() => redirectTo('/')(request, response))
    expect(await refusalOf(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })).toBe('it did not answer in time')
    dns.zones.set('slow.test', { trouble: 'silence' })
    expect(await refusalOf('http://slow.test/', { timeoutMs: 200 })).toBe('it did not answer in time')
  })

  it('cannot pass half a page for a whole one', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('half')
      setTimeout(() => response.destroy(), 20)
    }
    expect(await refusalOf(`http://127.0.0.1:${port}/`)).toMatch(/^it could not be reached/)
  })

  it('cannot make little grow large: compression is not asked for', async () => {
    answer = (request, response) => response.end(String(request.headers['accept-encoding']))
    expect((await fetchSafely(`http://127.0.0.1:${port}/`, limits)).body).toBe('identity')
  })
})
