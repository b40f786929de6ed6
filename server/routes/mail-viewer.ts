/** `/dev/mail`: what the demonstration has sent, because there it goes nowhere else. */
import { html, raw, type Html } from '@dramac/contract/document/html'
import { transactPlain } from '@dramac/core/db/database'
import { findAnyMail, listRecentMails } from '@dramac/core/mail/queries'
import { DmError } from '@dramac/contract/wire/errors'
import type { Request } from 'express'
import type { OpenRoute } from '../http/open-route.ts'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { queryOf } from '../http/read-address.ts'
import { validate } from '../http/validate.ts'
import type { Installation } from '../installation.ts'

interface ShownMail {
  readonly id: string
  readonly kind: string
  readonly sender: string
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly invite: string | null
  readonly state: string
  readonly createdAt: string
}

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui;margin:0 auto;max-width:60rem;padding:1.5rem}
h1{font-size:1.4rem}ul{list-style:none;padding:0}li{border-block-end:1px solid color-mix(in srgb,currentColor 15%,transparent)}
li a{display:block;padding:.75rem 0;color:inherit;text-decoration:none}small{opacity:.7}iframe{inline-size:100%;block-size:32rem;border:1px solid color-mix(in srgb,currentColor 20%,transparent);border-radius:8px;background:#fff}
pre{overflow:auto;padding:1rem;border:1px solid color-mix(in srgb,currentColor 20%,transparent);border-radius:8px}`

const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:"

const most = 100
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const query: JsonSchema = { type: 'object', properties: { to: { type: 'string', maxLength: 254 } } }

export function mailRoutes({ adminPool }: Installation): OpenRoute[] {
  const list = (to: string | null) => transactPlain(adminPool, (tx) => tx.rows<ShownMail>(listRecentMails, [to, most]))
  const find = async (request: Request) => {
    const id = String(request.params['id'])
    const mail = uuid.test(id)
      ? await transactPlain(adminPool, (tx) => tx.row<ShownMail>(findAnyMail, [id]))
      : undefined
    if (!mail) throw new DmError('NOT_FOUND', 'core.mail_unknown')
    return mail
  }
  const show = (path: string, render: (request: Request) => Promise<string | object>): OpenRoute => ({
    method: 'GET',
    path: `/dev/mail${path}`,
    permission: 'anyone',
    limit: 'public-read',
    ...(path === '' ? { readsQuery: true } : {}),
    async handle(request, response) {
      const shown = await render(request)
      response.set('Content-Security-Policy', policy)
      if (typeof shown === 'string') response.type('html').send(shown)
      else response.json(shown)
    },
  })
  return [
    show('', async (request) => {
      const { to = '' } = validate<{ to?: string }>(query, queryOf(request), 'query')
      const mails = await list(to === '' ? null : to)
      return request.accepts(['html', 'json']) === 'json' ? { data: mails } : page('Mail', renderList(mails, to))
    }),
    show('/:id', async (request) => {
      const mail = await find(request)
      return page(mail.subject, renderMail(mail))
    }),
    show('/:id/body', async (request) => (await find(request)).html),
  ]
}

const renderList = (mails: readonly ShownMail[], to: string): Html =>
  html`<h1>Mail sent by this demonstration</h1>
    <form>
      <label>To <input type="search" name="to" value="${to}" placeholder="everybody" /></label> <button>Show</button>
    </form>
    ${mails.length === 0 ? renderNone(to) : ''}
    <ul>
      ${mails.map(
        ({ id, subject, recipient, createdAt, state }) =>
          html`<li>
            <a href="/dev/mail/${id}"
              ><strong>${subject}</strong><br /><small>to ${recipient} · ${createdAt} · ${state}</small></a
            >
          </li>`,
      )}
    </ul>`

const renderNone = (to: string): Html =>
  to === ''
    ? html`<p>Nothing yet. Book an appointment and its confirmation appears here.</p>`
    : html`<p>No mail to ${to}. <a href="/dev/mail">All mail</a></p>`

const renderMail = (mail: ShownMail): Html =>
  html`<p><a href="/dev/mail">All mail</a></p>
    <h1>${mail.subject}</h1>
    <p><small>from ${mail.sender} to ${mail.recipient} · ${mail.createdAt} · ${mail.state}</small></p>
    <iframe title="Message" sandbox="allow-popups" src="/dev/mail/${mail.id}/body"></iframe>
    <h2>Text</h2>
    <pre>${mail.text}</pre>
    ${
      mail.invite
        ? html`<h2>Invitation</h2>
            <pre>${mail.invite}</pre>`
        : ''
    }`

const page = (title: string, body: Html): string =>
  String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <style>
            ${raw(style)}
          </style>
        </head>
        <body>
          ${body}
        </body>
      </html>`,
  )
