/** The dashboard's one document; the shell in it finds its own way by the path. */
import { randomBytes } from 'node:crypto'
import { html, raw, type Html } from '@dramac/contract/document/html'
import type { CdnManifest } from '@dramac/contract/wire/assets'
import { sessionCookie } from '@dramac/contract/wire/names'
import type { RequestHandler } from 'express'
import type { Origins } from '../config/env.ts'
import { readCookie } from '../http/authenticate.ts'
import type { Installation } from '../installation.ts'

export function dashboardDocument({ assets, config: { origins } }: Installation): RequestHandler {
  return (request, response) => {
    const nonce = randomBytes(16).toString('base64')
    // Without the cookie there is no need to ask who it is.
    const isAnonymous = readCookie(request.headers.cookie, sessionCookie) === undefined
    response.set({
      'Content-Security-Policy': policyOf(origins, nonce),
      'Referrer-Policy': 'strict-origin-when-cross-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    })
    response.type('html').send(String(renderDocument({ assets, origins, nonce, isAnonymous })))
  }
}

function policyOf({ cdn, frames }: Origins, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${cdn}`,
    `style-src 'nonce-${nonce}'`,
    `img-src 'self' ${cdn} data: https:`,
    `font-src ${cdn}`,
    `connect-src 'self' ${cdn}`,
    `frame-src ${frames.replace('://', '://*.')}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ')
}

/** What is scrolled to, or has the focus, must not end behind the bars of a phone. */
const style = `
html{color-scheme:light dark;background:Canvas;color:CanvasText;font-family:system-ui}
body{margin:0}
@media (max-width:799px){html{scroll-padding-block:76px 92px}}
`.trim()

/** Before the first paint: or each page lights up a dark room until the dashboard's own code has come. */
const themeScript = `
try{const{theme}=JSON.parse(localStorage.getItem('dm-preferences'));if(theme==='light'||theme==='dark')document.documentElement.style.colorScheme=theme}catch{}
`.trim()

interface DocumentParts {
  readonly assets: CdnManifest
  readonly origins: Origins
  readonly nonce: string
  readonly isAnonymous: boolean
}

function renderDocument({ assets, origins: { cdn, frames }, nonce, isAnonymous }: DocumentParts): Html {
  const { dashboard } = assets
  const integrity = Object.fromEntries(Object.entries(assets.integrity).map(([url, hash]) => [cdn + url, hash]))
  const preload = (url: string) =>
    html`<link
      rel="modulepreload"
      href="${cdn + url}"
      integrity="${assets.integrity[url] ?? ''}"
      crossorigin
      nonce="${nonce}"
    />`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <title>Dashboard</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${raw(style)}
        </style>
        <script nonce="${nonce}">
          ${raw(themeScript)}
        </script>
        <script type="importmap" nonce="${nonce}">
          ${raw(JSON.stringify({ integrity }).replaceAll('<', '\\u003c'))}
        </script>
        ${(dashboard?.imports ?? []).map(preload)}
      </head>
      <body>
        <dm-dashboard cdn="${cdn}" frames="${frames}" ${raw(isAnonymous ? 'anonymous' : '')}></dm-dashboard>
        <noscript>The dashboard needs JavaScript.</noscript>
        ${dashboard ? html`<script type="module" nonce="${nonce}" src="${cdn + dashboard.url}" crossorigin></script>` : ''}
      </body>
    </html>`
}
