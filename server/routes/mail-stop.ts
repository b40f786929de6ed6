/**
 * `/mail/stop`: where the links at the foot of optional mail lead. Looking changes nothing, for scanners follow every link of a
 * mail; posting does, from a person's button as from a mail program's one click (RFC 8058).
 */
import { html, type Html } from '@dramac/contract/document/html'
import { directionOf } from '@dramac/core/mail/choose-locale'
import { openStop, requestStop } from '@dramac/core/mail/stop-mail'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Request, Response } from 'express'
import type { OpenRoute } from '../http/open-route.ts'
import { queryOf } from '../http/read-address.ts'
import { validate } from '../http/validate.ts'
import type { Installation } from '../installation.ts'

const query: JsonSchema = {
  type: 'object',
  required: ['token'],
  properties: {
    token: { type: 'string', maxLength: 1_000 },
    /** Whoever stopped them by mistake gets them again. */
    wanted: { type: 'string', enum: ['yes'] },
  },
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
const style = `:root{color-scheme:light dark}body{font:1.05rem/1.55 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:3rem 1.25rem}
button{font:inherit;padding:.7rem 1.2rem;min-block-size:44px;border-radius:8px;border:1px solid currentColor;background:none;color:inherit;cursor:pointer}`

interface Words {
  readonly ask: string
  readonly stop: string
  readonly stopped: string
  readonly resume: string
  readonly resumed: string
}

const words = {
  en: {
    ask: 'Do you want to stop getting mails of this kind at this address? Mails about your account and what you ordered still come.',
    stop: 'Stop these mails',
    stopped: 'Mails of this kind no longer come.',
    resume: 'I want them again',
    resumed: 'Mails of this kind come again.',
  },
  de: {
    ask: 'Möchten Sie Mails dieser Art an diese Adresse abbestellen? Mails zu Ihrem Konto und Ihren Aufträgen kommen weiterhin.',
    stop: 'Diese Mails abbestellen',
    stopped: 'Mails dieser Art kommen nicht mehr.',
    resume: 'Ich möchte sie wieder',
    resumed: 'Mails dieser Art kommen wieder.',
  },
  ar: {
    ask: 'هل تريد إيقاف الرسائل من هذا النوع على هذا العنوان؟ ستصلك الرسائل المتعلقة بحسابك وطلباتك كالمعتاد.',
    stop: 'إيقاف هذه الرسائل',
    stopped: 'لن تصلك رسائل من هذا النوع بعد الآن.',
    resume: 'أريدها من جديد',
    resumed: 'ستصلك رسائل هذا النوع من جديد.',
  },
} as const satisfies Record<string, Words>

export function mailStopRoutes({ clock, db, shared }: Installation): OpenRoute[] {
  const at = { path: '/mail/stop', permission: 'anyone', readsQuery: true } as const
  const read = (request: Request) => validate<{ token: string; wanted?: 'yes' }>(query, queryOf(request), 'query')
  return [
    {
      ...at,
      method: 'GET',
      limit: 'public-read',
      handle(request, response) {
        const { token } = read(request)
        openStop(shared.sealer, token, clock())
        show(
          request,
          response,
          ({ ask, stop }) =>
            html`<p>${ask}</p>
              ${form(token, stop)}`,
        )
      },
    },
    {
      ...at,
      method: 'POST',
      limit: 'public-write',
      async handle(request, response) {
        const { token, wanted } = read(request)
        await requestStop(db, openStop(shared.sealer, token, clock()), wanted === 'yes')
        show(request, response, ({ stop, stopped, resume, resumed }) =>
          wanted === 'yes'
            ? html`<p>${resumed}</p>
                ${form(token, stop)}`
            : html`<p>${stopped}</p>
                ${form(token, resume, '&wanted=yes')}`,
        )
      },
    },
  ]
}

const form = (token: string, label: string, rest = ''): Html =>
  html`<form method="post" action="/mail/stop?token=${token}${rest}"><button>${label}</button></form>`

function show(request: Request, response: Response, render: (words: Words) => Html): void {
  const language = request.acceptsLanguages(Object.keys(words)) || 'en'
  const spoken = words[language as keyof typeof words] // one of those offered
  response.set({ 'Content-Security-Policy': policy, 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' })
  response.type('html').send(
    String(
      html`<!doctype html>
        <html lang="${language}" dir="${directionOf(language)}">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width" />
            <meta name="robots" content="noindex" />
            <title>${spoken.stop}</title>
            <style>
              ${style}
            </style>
          </head>
          <body>
            <main>${render(spoken)}</main>
          </body>
        </html>`,
    ),
  )
}
