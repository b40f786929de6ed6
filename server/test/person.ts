/** A person at a browser: a cookie that the server changes, and a mailbox. */
import { createHash } from 'node:crypto'
import { newLabel } from '@dramac/core/identity/secrets'
import { expect } from 'vitest'
import { ask, problemOf, type Reply, type Stand } from './site.ts'

export const own = { 'Dm-Request': '1' }

export interface SessionBody {
  readonly user: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly isSuperAdmin: boolean
    readonly emailVerified: boolean
    readonly realm: string
    readonly mustEnrolSecondFactor: boolean
  }
  readonly impersonation: { readonly byName: string; readonly endsAt: string } | null
  readonly agencies: readonly {
    readonly id: string
    readonly slug: string
    readonly name: string
    readonly role: string
  }[]
  readonly sites: readonly { readonly slug: string; readonly permissions: readonly string[] }[]
  readonly next?: string
}

export interface Browser {
  /** Of the cookie, empty when there is none. */
  token(): string
  cookie(): string
  send<T = Record<string, never>>(method: string, path: string, body?: unknown): Promise<Reply<T>>
}

export function openBrowser(cookie = ''): Browser {
  let held = cookie
  return {
    token: () => held.split('=')[1] ?? '',
    cookie: () => held,
    async send<T>(method: string, path: string, body?: unknown) {
      const reply = await ask<T>({
        method,
        path,
        ...(body === undefined ? {} : { body }),
        headers: { ...own, 'User-Agent': 'Browser of a test', ...(held === '' ? {} : { Cookie: held }) },
      })
      const set = reply.headers['set-cookie']?.[0]
      if (set !== undefined) held = set.startsWith('dm_session=;') ? '' : set.split(';')[0]!
      return reply
    },
  }
}

export const signIn = async (browser: Browser, email: string, password: string, more: object = {}) =>
  browser.send<SessionBody>('POST', '/v1/session', { email, password, ...more })

export const newAddress = (name = 'person') => `${name}-${newLabel(8)}@example.test`

interface MailRow {
  readonly id: string
  readonly text: string
}

export async function mailsTo(stand: Stand, recipient: string, kind: string): Promise<MailRow[]> {
  const { rows } = await stand.admin.query<MailRow>(
    'select id, text_body as text from dp.mails where recipient = $1 and kind = $2 order by created_at, id',
    [recipient, kind],
  )
  return rows
}

/** The token of the link in the nth mail of that kind: mail is written by a job. */
export async function tokenTo(stand: Stand, recipient: string, kind: string, nth = 1): Promise<string> {
  await expect.poll(() => mailsTo(stand, recipient, kind).then((mails) => mails.length), { timeout: 8000 }).toBe(nth)
  const mails = await mailsTo(stand, recipient, kind)
  return /#([\w-]{20,})/.exec(mails[nth - 1]!.text)![1]!
}

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

export const words = (reply: Reply<unknown>): unknown[] => [reply.status, problemOf(reply).reason]

export interface Signed {
  readonly browser: Browser
  readonly email: string
  readonly password: string
  readonly session: SessionBody
}

/** Somebody who signed up, proved their address and is signed in. */
export async function signUpPerson(stand: Stand, email = newAddress()): Promise<Signed> {
  const browser = openBrowser()
  const password = `pass-${newLabel(12)}`
  const body = { agencyName: `Agency ${newLabel(6)}`, name: 'Pat Person', email, password }
  expect(words(await browser.send('POST', '/v1/sign-up', body))).toEqual([202, undefined])
  const token = await tokenTo(stand, email, 'identity.verify_email')
  expect((await browser.send('POST', '/v1/email-verifications/confirm', { token })).status).toBe(200)
  const reply = await signIn(browser, email, password)
  expect(words(reply)).toEqual([200, undefined])
  return { browser, email, password, session: reply.body }
}
