/** Acting as somebody else over HTTP: who may, what it opens, what it never opens, and how it ends. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, newAgency, type Person, type TestAgency } from './hierarchy-stand.ts'
import { openBrowser, own, signUpPerson, words, type Browser, type SessionBody } from './person.ts'
import { ask, openStand, type Stand } from './site.ts'

let stand: Stand
let agency: TestAgency
let client: Person
let boss: Browser

const bodyFor = (userId: string) => ({ userId, reason: 'A question on the phone' })
const nil = '00000000-0000-0000-0000-000000000000'

beforeAll(async () => {
  stand = openStand()
  agency = await newAgency(stand)
  client = await addPerson(stand.admin, agency.agencyId, { role: 'client', clientId: agency.clientId })
})
afterAll(() => stand.close())

async function openBoss(): Promise<Browser> {
  boss = openBrowser()
  await boss.send('POST', '/v1/session', agency.owner)
  return boss
}
const start = (browser: Browser, userId: string) =>
  browser.send<SessionBody>('POST', `/v1/agencies/${agency.agencyId}/impersonations`, bodyFor(userId))

describe('an agency’s staff', () => {
  it('acts as a person of its portal with that person’s rights, and comes back to the own session', async () => {
    const browser = await openBoss()
    const before = browser.token()
    const reply = await start(browser, client.userId)
    expect([reply.status, reply.body.user.id, reply.body.impersonation?.byName]).toEqual([200, client.userId, 'owner'])
    const lastsMs = Date.parse(reply.body.impersonation!.endsAt) - Date.now()
    expect(lastsMs).toBeGreaterThan(59 * 60_000)
    expect(lastsMs).toBeLessThanOrEqual(60 * 60_000)
    expect((await openBrowser(`dm_session=${before}`).send('GET', '/v1/session')).status).toBe(401)
    expect((await browser.send('GET', `/v1/sites/${agency.slug}/keys`)).status).toBe(403)
    expect((await browser.send('GET', `/v1/agencies/${agency.agencyId}`)).status).toBe(404)
    const acting = browser.token()
    const back = await browser.send<SessionBody>('DELETE', '/v1/session/impersonation')
    expect([back.status, back.body.user.email, back.body.impersonation]).toEqual([200, agency.owner.email, null])
    expect([before, acting]).not.toContain(browser.token())
    expect((await openBrowser(`dm_session=${acting}`).send('GET', '/v1/session')).status).toBe(401)
    expect((await browser.send('GET', `/v1/sites/${agency.slug}/keys`)).status).toBe(200)
    expect(words(await browser.send('DELETE', '/v1/session/impersonation'))).toEqual([
      409,
      'identity.not_impersonating',
    ])
  })

  it('is named beside the person in every row of audit and event', async () => {
    const browser = await openBoss()
    await start(browser, client.userId)
    const by = { actor: `user:${client.userId}`, impersonator: `user:${agency.boss.userId}` }
    await browser.send('POST', `/v1/sites/${agency.slug}/modules/booking/services`, {
      slug: 'acted',
      name: 'Acted',
      durationMinutes: 30,
    })
    await browser.send('GET', `/v1/sites/${agency.slug}/keys`)
    const rows = async (table: string, where: string) =>
      (
        await stand.admin.query(`select actor, impersonator from dp.${table} where agency_id = $1 and ${where}`, [
          agency.agencyId,
        ])
      ).rows
    for (const made of [await rows('events', `type like 'booking.service%'`)])
      for (const row of made) expect(row).toEqual(by)
    const denied = () => rows('audits', `result = 'denied' and actor = 'user:${client.userId}'`)
    await expect.poll(async () => (await denied()).length).toBeGreaterThan(0)
    for (const row of await denied()) expect(row).toEqual(by)
    await browser.send('DELETE', '/v1/session/impersonation')
    const own = { actor: `user:${agency.boss.userId}`, impersonator: null }
    const { rows: kept } = await stand.admin.query(
      `select actor, impersonator, action from dp.audits where agency_id = $1 and action like 'identity.impersonation.%' order by created_at, id`,
      [agency.agencyId],
    )
    expect(kept.slice(-2)).toEqual([
      { ...own, action: 'identity.impersonation.started' },
      { ...own, action: 'identity.impersonation.ended' },
    ])
  })

  it('changes no credential, session or second factor of that person', async () => {
    const browser = await openBoss()
    await start(browser, client.userId)
    for (const [method, path, body] of [
      ['POST', '/v1/me/password', { password: 'taken over now' }], ['POST', '/v1/me/email', { email: 'x@example.test' }],
      ['POST', '/v1/me/confirmation', { password: agency.owner.password }], ['PATCH', '/v1/me', { name: 'Taken' }],
      ['POST', '/v1/me/totp'], ['POST', '/v1/me/totp/confirm', { code: '123456' }], ['DELETE', '/v1/me/totp'],
      ['POST', '/v1/me/recovery-codes'], ['POST', '/v1/me/passkeys/options'], ['DELETE', '/v1/me/sessions'],
      ['DELETE', `/v1/me/sessions/${nil.replace(/0$/, '1')}`], ['POST', '/v1/me/email-verification'],
      ['DELETE', `/v1/me/passkeys/${nil}`],
    ] as const)
      expect([path, words(await browser.send(method, path, body))]).toEqual([path, [403, 'identity.impersonating']]) // prettier-ignore
  })

  it('acts as nobody else: no colleague, no client of others, nobody twice', async () => {
    const browser = await openBoss()
    const other = await newAgency(stand)
    const theirs = await addPerson(stand.admin, other.agencyId, { role: 'client', clientId: other.clientId })
    const member = await addPerson(stand.admin, agency.agencyId, { role: 'member' })
    for (const userId of [member.userId, theirs.userId, agency.boss.userId, nil])
      expect(words(await start(browser, userId))).toEqual([404, 'identity.user_unknown'])
    expect(words(await start(openBrowser(member.headers['Cookie']), client.userId))).toEqual([
      403,
      'core.permission_missing',
    ])
    expect(words(await start(openBrowser(theirs.headers['Cookie']), client.userId))[0]).toBe(404)
    await start(browser, client.userId)
    expect((await start(browser, client.userId)).status).toBe(404)
    const forged = await ask({
      path: `/v1/agencies/${agency.agencyId}/impersonations`,
      body: bodyFor(client.userId),
      headers: { Cookie: boss.cookie() },
    })
    expect(forged.status).toBeGreaterThanOrEqual(403)
  })

  it('stops when the own right to do so ends, and with the own sign-out', async () => {
    const admin = await addPerson(stand.admin, agency.agencyId, { role: 'admin' })
    const browser = openBrowser(admin.headers['Cookie'])
    await start(browser, client.userId)
    expect((await browser.send('GET', '/v1/session')).status).toBe(200)
    await stand.admin.query(`update dramac.memberships set role = 'member' where user_id = $1`, [admin.userId])
    expect((await browser.send('GET', '/v1/session')).status).toBe(401)
    const again = await openBoss()
    await start(again, client.userId)
    const acting = again.token()
    expect((await again.send('DELETE', '/v1/session')).status).toBe(204)
    expect((await openBrowser(`dm_session=${acting}`).send('GET', '/v1/session')).status).toBe(401)
    const { rows } = await stand.admin.query(
      'select 1 from dramac.sessions where impersonator_id = $1 and token_hash is not null',
      [agency.boss.userId],
    )
    expect(rows.length).toBeLessThan(4)
  })

  it('ends after an hour whatever is done', async () => {
    const browser = await openBoss()
    await start(browser, client.userId)
    await stand.admin.query(
      `update dramac.sessions set expires_at = now() - interval '1 second' where impersonator_id = $1`,
      [agency.boss.userId],
    )
    expect((await browser.send('GET', '/v1/session')).status).toBe(401)
  })
})

describe('a super admin', () => {
  it('acts as anybody but an equal', async () => {
    const { browser, session } = await signUpPerson(stand)
    const equal = await signUpPerson(stand)
    for (const userId of [session.user.id, equal.session.user.id])
      await stand.admin.query(
        `insert into dramac.memberships (agency_id, id, user_id, role) values ($1, gen_random_uuid(), $2, 'super_admin')`,
        [nil, userId],
      )
    const begin = (userId: string) => browser.send<SessionBody>('POST', '/v1/platform/impersonations', bodyFor(userId))
    expect(words(await begin(equal.session.user.id))).toEqual([403, 'identity.rank_too_high'])
    expect(words(await begin(session.user.id))).toEqual([403, 'identity.rank_too_high'])
    const acting = await begin(agency.boss.userId)
    expect(words(acting)).toEqual([200, undefined])
    expect([acting.status, acting.body.user.isSuperAdmin, acting.body.user.id]).toEqual([
      200,
      false,
      agency.boss.userId,
    ])
    expect((await browser.send('GET', '/v1/platform/agencies')).status).toBe(404)
    expect(
      words(await browser.send('POST', `/v1/sites/${agency.slug}/keys`, { label: 'Kept', permissions: ['site:read'] })),
    ).toEqual([403, 'identity.impersonating'])
    expect(words(await start(browser, client.userId))).toEqual([403, 'identity.impersonating'])
    const back = await browser.send<SessionBody>('DELETE', '/v1/session/impersonation')
    expect([back.status, back.body.user.isSuperAdmin]).toEqual([200, true])
    expect(
      (await agency.boss.ask('platform/impersonations', { body: bodyFor(client.userId), headers: own })).status,
    ).toBe(404)
  })
})
