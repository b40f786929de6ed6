/** What a widget's token opens, for how long, and from where: tokens made as the program makes them, each wrong in one thing. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSealer } from '@dramac/core/identity/sealer'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let other: TestSite

beforeAll(async () => {
  stand = openStand()
  ;[site, other] = await Promise.all([stand.newSite(), stand.newSite()])
})
afterAll(() => stand.close())

describe('a widget’s token', () => {
  const sealer = () => createSealer(readFileSync(join(inject('dataDir'), 'secret'), 'utf8'))
  const page = 'https://salon.example.com'
  const host = (of = site) => `${of.frameLabel}.frames.localhost:${inject('port')}`
  const api = () => `/v1/sites/${site.slug}/modules/booking/catalogue`

  async function factsOf(change: Record<string, string> = {}): Promise<Record<string, string>> {
    const { rows } = await stand.admin.query<{ id: string }>('select id from dramac.site_keys where site_id = $1', [
      site.siteId,
    ])
    const { agencyId, siteId, frameLabel: label } = site
    const widget = { module: 'booking', widget: 'booking', nonce: '1234567890abcdef', origin: page }
    return { siteKeyId: rows[0]!.id, agencyId, siteId, label, ...widget, ...change }
  }
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000)
  const call = (token: string, more: { host?: string; path?: string; headers?: Record<string, string> } = {}) =>
    ask({
      path: more.path ?? api(),
      host: more.host ?? host(),
      headers: { Authorization: `Bearer ${token}`, ...more.headers },
    })
  const words = (reply: Awaited<ReturnType<typeof call>>) => [reply.status, problemOf(reply).reason]

  it('opens its widget’s calls, from its own frame', async () => {
    const token = sealer().seal('widget', await factsOf(), inMinutes(10))
    expect((await call(token)).status).toBe(200)
    expect((await call(token, { headers: { Origin: `http://${host()}` } })).status).toBe(200)
  })

  it('is over at its end, and says so, so that the widget asks for another', async () => {
    const token = sealer().seal('widget', await factsOf(), inMinutes(-0.01))
    expect(words(await call(token))).toEqual([401, 'embed.token_expired'])
  })

  it('is renewed from an ended one while its page is verified, for hours and not for days', async () => {
    await stand.admin.query(
      `insert into dramac.site_domains (agency_id, site_id, id, pattern, kind, state, token) values ($1, $2, gen_random_uuid(), $3, 'exact', 'verified', 'x')`,
      [site.agencyId, site.siteId, page],
    )
    const renew = async (token: string) =>
      ask<{ token: string }>({
        method: 'POST',
        path: '/f/token',
        host: host(),
        headers: { Authorization: `Bearer ${token}` },
      })
    const renewed = await renew(sealer().seal('widget', await factsOf(), inMinutes(-60)))
    expect((await call(renewed.body.token)).status).toBe(200)
    expect((await renew(sealer().seal('widget', await factsOf(), inMinutes(-13 * 60)))).status).toBe(401)
  })

  it.each<[string, () => Promise<Awaited<ReturnType<typeof call>>>, [number, string]]>([
    [
      'another purpose',
      async () => call(sealer().seal('cursor', await factsOf(), inMinutes(10))),
      [401, 'embed.token_unknown'],
    ],
    [
      'another module',
      async () => call(sealer().seal('widget', await factsOf({ module: 'shop' }), inMinutes(10))),
      [403, 'core.permission_missing'],
    ],
    [
      'another widget, whose calls are fewer',
      async () =>
        call(sealer().seal('widget', await factsOf({ widget: 'manage' }), inMinutes(10)), {
          path: api().replace('catalogue', 'agenda'),
        }),
      [403, 'core.permission_missing'],
    ],
    [
      'a site’s key that is not its own',
      async () => call(sealer().seal('widget', await factsOf({ siteKeyId: crypto.randomUUID() }), inMinutes(10))),
      [404, 'core.site_unknown'],
    ],
    [
      'another site’s frames',
      async () => call(sealer().seal('widget', await factsOf(), inMinutes(10)), { host: host(other) }),
      [401, 'identity.wrong_origin'],
    ],
    [
      'the API’s own origin',
      async () =>
        call(sealer().seal('widget', await factsOf(), inMinutes(10)), { host: `localhost:${inject('port')}` }),
      [401, 'identity.wrong_origin'],
    ],
    [
      'the page around the frame',
      async () => call(sealer().seal('widget', await factsOf(), inMinutes(10)), { headers: { Origin: page } }),
      [403, 'embed.foreign_origin'],
    ],
    [
      'no origin at all',
      async () => call(sealer().seal('widget', await factsOf(), inMinutes(10)), { headers: { Origin: 'null' } }),
      [403, 'embed.foreign_origin'],
    ],
    [
      'its frame’s name in other letters',
      async () =>
        call(sealer().seal('widget', await factsOf(), inMinutes(10)), {
          headers: { Origin: `http://${host().toUpperCase()}` },
        }),
      [403, 'embed.foreign_origin'],
    ],
    [
      'its frame’s name on another scheme',
      async () =>
        call(sealer().seal('widget', await factsOf(), inMinutes(10)), { headers: { Origin: `https://${host()}` } }),
      [403, 'embed.foreign_origin'],
    ],
  ])('is worth nothing with %s', async (_, send, expected) => expect(words(await send())).toEqual(expected))

  it('is the only thing that opens a frame’s calls', async () => {
    expect(words(await ask({ path: api(), host: host(), key: site.key }))).toEqual([401, 'identity.wrong_origin'])
  })

  it('in a link is tampered with in vain, and expired ones are told apart', () => {
    const token = sealer().seal('widget', { a: 'b' }, inMinutes(10))
    for (let at = 0; at < token.length; at += 7) {
      const letter = token[at] === 'A' ? 'B' : 'A'
      expect(sealer().open('widget', token.slice(0, at) + letter + token.slice(at + 1), new Date())).toBeUndefined()
    }
  })
})
