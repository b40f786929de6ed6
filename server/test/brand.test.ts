/** How a place looks to those who get its mail, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let session: Record<string, string>

const own = { 'Dm-Request': '1' }

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite()
  const signedIn = await ask({ path: '/v1/session', body: site.owner, headers: own })
  session = { ...own, Cookie: String(signedIn.headers['set-cookie']?.[0]).split(';')[0]! }
})
afterAll(() => stand.close())

interface MailRow {
  readonly recipient: string
  readonly sender: string
  readonly subject: string
  readonly text_body: string
  readonly html_body: string
}

const mailsOf = async (kind: string): Promise<MailRow[]> =>
  (await stand.admin.query<MailRow>('select * from dp.mails where site_id = $1 and kind = $2', [site.siteId, kind]))
    .rows

describe('a test mail', () => {
  const path = () => `/v1/sites/${site.slug}/brand/test-mail`

  it('goes to the person who asks, from the site, without the name of any other product', async () => {
    expect(await ask({ path: path(), body: { locale: 'de' }, headers: session })).toMatchObject({ status: 202 })
    const [mail, ...others] = await mailsOf('brand.test')
    expect(others).toEqual([])
    expect(mail).toMatchObject({ recipient: site.owner.email, subject: 'So sehen Ihre Mails aus' })
    expect(mail!.sender).toMatch(/^Site /)
    expect(mail!.text_body + mail!.html_body).not.toMatch(/dramac/i)
  })

  it('is for people: a key has no address', async () => {
    const key = await stand.newKey(site, ['brand:write'])
    const refused = await ask({ path: path(), body: {}, key })
    expect([refused.status, problemOf(refused).reason]).toEqual([403, 'core.person_needed'])
  })
})
