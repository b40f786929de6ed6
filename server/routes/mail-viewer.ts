/** `/dev/mail`: what the demonstration has sent, because there it goes nowhere else. */
import { html, raw, type Html } from '@dramac/contract/document/html'
import { transactPlain } from '@dramac/core/db/database'
import { listRecentMails } from '@dramac/core/mail/queries'
import { DmError } from '@dramac/contract/wire/errors'
import { Router } from 'express'
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

export function createMailViewer({ adminPool }: Installation): Router {
  const list = (limit: number) => transactPlain(adminPool, (tx) => tx.rows<ShownMail>(listRecentMails, [limit]))
  const find = async (id: string | undefined) => {
    const mail = (await list(500)).find((one) => one.id === id)
    if (!mail) throw new DmError('NOT_FOUND', 'core.mail_unknown')
    return mail
  }
  const router = Router()
  router.use((_request, response, next) => {
    response.set(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:",
    )
    next()
  })
  router.get('/', async (request, response) => {
    const mails = await list(100)
    if (request.accepts(['html', 'json']) === 'json') response.json({ data: mails })
    else response.type('html').send(page('Mail', renderList(mails)))
  })
  router.get('/:id', async (request, response) => {
    const mail = await find(request.params.id)
    response.type('html').send(page(mail.subject, renderMail(mail)))
  })
  router.get('/:id/body', async (request, response) => {
    response.type('html').send((await find(request.params.id)).html)
  })
  return router
}

const renderList = (mails: readonly ShownMail[]): Html =>
  html`<h1>Mail sent by this demonstration</h1>
    ${mails.length === 0 ? html`<p>Nothing yet. Book an appointment and its confirmation appears here.</p>` : ''}
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
