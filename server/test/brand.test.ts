/** How a place looks to those who get its mail, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, openStand, problemOf, type Ask, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let session: Record<string, string>

const own = { 'Dm-Request': '1' }

interface Shown {
  readonly fields: Record<string, string>
  readonly resolved: Record<string, string>
  readonly version: number
}
interface Rendered {
  readonly fromName: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

async function signIn({ owner }: TestSite): Promise<Record<string, string>> {
  const signedIn = await ask({ path: '/v1/session', body: owner, headers: own })
  return { ...own, Cookie: String(signedIn.headers['set-cookie']?.[0]).split(';')[0]! }
}

const call = <T>(rest: Omit<Ask, 'headers'> & { headers?: Record<string, string> }) =>
  ask<T>({ ...rest, headers: { ...session, ...rest.headers } })
const ofSite = (path: string) => `/v1/sites/${site.slug}/${path}`
const ofAgency = (path: string) => `/v1/agencies/${site.agencyId}/${path}`
const change = (at: string, body: object, headers = {}) => call<Shown>({ method: 'PATCH', path: at, body, headers })
const preview = (at: string, body: object) => call<Rendered>({ path: at, body })

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite()
  session = await signIn(site)
})
afterAll(() => stand.close())

describe('a brand', () => {
  it('is neutral until somebody says otherwise: the place’s name and nobody else’s', async () => {
    const { body } = await call<Shown>({ path: ofSite('brand') })
    expect(body).toMatchObject({ fields: {}, version: 0, resolved: { accent: '#1f2937', onAccent: '#ffffff' } })
    expect(body.resolved['name']).toMatch(/^Site /)
  })

  it('of a site takes what it leaves open from its agency, and never its name', async () => {
    await change(ofAgency('brand'), {
      displayName: 'Northwind',
      fromName: 'Northwind Mail',
      accent: '#0F766E',
      footerText: 'Made in Kiel',
      supportUrl: 'https://help.northwind.example',
    })
    await change(ofSite('brand'), { footerText: 'Made at the harbour' })
    const { resolved } = (await call<Shown>({ path: ofSite('brand') })).body
    expect(resolved).toMatchObject({
      accent: '#0F766E',
      footerText: 'Made at the harbour',
      supportUrl: 'https://help.northwind.example',
    })
    expect(resolved['name']).toMatch(/^Site /)
    expect(resolved['fromName']).toMatch(/^Site /)
    expect((await change(ofSite('brand'), { footerText: null })).body.resolved['footerText']).toBe('Made in Kiel')
  })

  it('is legible: what stands on a colour is computed, and refused when chosen too close', async () => {
    expect((await change(ofSite('brand'), { accent: '#FDE047' })).body.resolved['onAccent']).toBe('#111827')
    const refused = await change(ofSite('brand'), { onAccent: '#ffffff' })
    expect(problemOf(refused).errors).toEqual([expect.objectContaining({ path: '/onAccent', rule: 'contrast' })])
  })

  it.each([
    ['accent', 'red'],
    ['accent', '#fff;background:url(//x)'],
    ['logoUrl', 'http://plain.example/logo.png'],
    ['logoUrl', 'javascript:alert(1)'],
    ['logoUrl', 'https://x.example/"onerror="alert(1)'],
    ['logoUrl', 'https://x.example/a)b'],
    ['fromName', 'Bank <security@bank.example>'],
    ['fromName', 'Bank\r\nBcc: all@evil.example'],
    ['displayName', 'a\u202eb'],
    ['displayName', ''],
    ['replyTo', 'a@x.example, b@x.example'],
    ['replyTo', 'nobody'],
    ['level', 'platinum'],
    ['surprise', 'x'],
  ])('takes no %s %j', async (field, value) => {
    const refused = await change(ofSite('brand'), { [field]: value })
    expect([refused.status, problemOf(refused).errors?.[0]?.path]).toEqual([422, `/${field}`])
  })

  it('of a version that somebody changed meanwhile is not overwritten', async () => {
    const { version } = (await call<Shown>({ path: ofSite('brand') })).body
    const at = { 'If-Match': `"${version}"` }
    expect((await change(ofSite('brand'), { footerAddress: 'One' }, at)).status).toBe(200)
    const late = await change(ofSite('brand'), { footerAddress: 'Two' }, at)
    expect([late.status, problemOf(late).reason]).toEqual([412, 'core.version_changed'])
    const both = await Promise.all(['Three', 'Four'].map((text) => change(ofSite('brand'), { footerAddress: text })))
    expect(both.map(({ status }) => status).toSorted()).toEqual(expect.arrayContaining([200]))
    const { body } = await call<{ data: { version: number }[] }>({ path: ofSite('brand/versions?limit=100') })
    const versions = body.data.map((one) => one.version)
    expect(new Set(versions).size).toBe(versions.length)
  })

  it('goes back to what it was, as a new version, and only to its own', async () => {
    await change(ofSite('brand'), { footerAddress: 'Old street' })
    const { version } = (await change(ofSite('brand'), { footerAddress: 'New street' })).body
    const first = await call<{ data: { id: string; version: number }[]; nextCursor: string }>({
      path: ofSite('brand/versions?limit=1'),
    })
    const { body } = await call<{ data: { id: string; version: number }[] }>({
      path: ofSite(`brand/versions?limit=1&cursor=${first.body.nextCursor}`),
    })
    const [before] = body.data
    expect(before!.version).toBe(version - 1)
    const reverted = await call<Shown>({ method: 'POST', path: ofSite(`brand/versions/${before!.id}/revert`) })
    expect(reverted.body).toMatchObject({ version: version + 1, fields: { footerAddress: 'Old street' } })
    const foreign = await call({ method: 'POST', path: ofAgency(`brand/versions/${before!.id}/revert`) })
    expect(foreign.status).toBe(404)
  })

  it('leaves an audit of what was and what is', async () => {
    await change(ofSite('brand'), { footerAddress: 'Audited street' })
    const { rows } = await stand.admin.query<{ summary: { after: object } }>(
      `select summary from dp.audits where site_id = $1 and action = 'core.brand.changed' order by created_at desc, id desc limit 1`,
      [site.siteId],
    )
    expect(rows[0]?.summary).toMatchObject({ before: {}, after: { footerAddress: 'Audited street' } })
  })

  it('is nobody else’s to see or change', async () => {
    const other = await stand.newSite()
    const stranger = await signIn(other)
    for (const path of [ofSite('brand'), ofAgency('brand')])
      expect((await ask({ path, headers: stranger })).status).toBe(404)
    expect((await ask({ path: '/v1/platform/brand', headers: stranger })).status).toBe(404)
  })
})

describe('a preview', () => {
  it('shows every type of mail in the brand, without the name of any other product', async () => {
    await change(ofAgency('brand'), { level: 'full', displayName: 'Northwind', fromName: 'Northwind' })
    const { body } = await call<{ data: { kind: string; audience: string }[] }>({ path: ofSite('mail-types') })
    const kinds = body.data.filter(({ audience }) => audience !== 'platform').map(({ kind }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(['identity.reset_password', 'booking.reminder', 'brand.test']))
    for (const kind of kinds)
      for (const locale of ['en', 'de', 'ar']) {
        const shown = (await preview(ofSite('mail-types/preview'), { kind, locale })).body
        // Our own address is this installation's, whatever it is called.
        const all = JSON.stringify(shown).replaceAll(/https?:\/\/localhost:\d+/g, '')
        expect([kind, all.match(/dramac|platform|undefined|\[\[|mjml/gi)]).toEqual([kind, null])
        expect(shown.html).toContain(`lang="${locale}"`)
      }
  })

  it('gives customers the site’s name and staff the agency’s', async () => {
    const nameOf = async (kind: string) => (await preview(ofSite('mail-types/preview'), { kind })).body.fromName
    expect(await nameOf('booking.confirmed')).toMatch(/^Site /)
    expect(await nameOf('agency.invitation')).toBe('Northwind')
  })

  it('tries a brand on without keeping it', async () => {
    const brand = { displayName: 'Tried on', accent: '#7c3aed', logoUrl: 'https://x.example/logo.png?a=1&b=2' }
    const { html, fromName } = (await preview(ofSite('mail-types/preview'), { kind: 'booking.confirmed', brand })).body
    expect(fromName).toBe('Tried on')
    expect(html).toContain('background:#7c3aed')
    expect(html).toContain('src="https://x.example/logo.png?a=1&amp;b=2"')
    expect((await call<Shown>({ path: ofSite('brand') })).body.resolved['name']).not.toBe('Tried on')
  })

  it('of an unknown type is not there, and an agency has none of a module’s', async () => {
    expect((await preview(ofSite('mail-types/preview'), { kind: 'no.such' })).status).toBe(404)
    expect((await preview(ofAgency('mail-types/preview'), { kind: 'booking.confirmed' })).status).toBe(404)
    expect((await preview(ofAgency('mail-types/preview'), { kind: 'agency.suspended' })).body.fromName).toBe('Dramac')
  })
})

describe('a test mail', () => {
  interface MailRow {
    readonly recipient: string
    readonly sender: string
    readonly subject: string
    readonly reply_to: string
    readonly text_body: string
    readonly html_body: string
  }
  const mailsOf = async (place: string): Promise<MailRow[]> =>
    (await stand.admin.query<MailRow>(`select * from dp.mails where site_id = $1 and kind = 'brand.test'`, [place]))
      .rows

  it('goes to the person who asks, in the brand, without the name of any other product', async () => {
    await change(ofSite('brand'), { replyTo: 'hello@harbor.example', footerText: 'Made at the harbour' })
    expect((await call({ path: ofSite('brand/test-mail'), body: { locale: 'de' } })).status).toBe(202)
    const [mail, ...others] = await mailsOf(site.siteId)
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      recipient: site.owner.email,
      subject: 'So sehen Ihre Mails aus',
      reply_to: 'hello@harbor.example',
    })
    expect(mail!.sender).toMatch(/^Site /)
    expect(mail!.text_body).toContain('Made at the harbour')
    expect(mail!.sender + mail!.text_body + mail!.html_body).not.toMatch(/dramac/i)
  })

  it('of an agency stands in the agency’s own place', async () => {
    expect((await call({ path: ofAgency('brand/test-mail'), body: {} })).status).toBe(202)
    expect(await mailsOf(site.agencyId)).toEqual([expect.objectContaining({ sender: 'Northwind' })])
  })

  it('is for people: a key has no address', async () => {
    const key = await stand.newKey(site, ['brand:write'])
    const refused = await ask({ path: ofSite('brand/test-mail'), body: {}, key })
    expect([refused.status, problemOf(refused).reason]).toEqual([403, 'core.person_needed'])
  })
})
