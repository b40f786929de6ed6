/** The dashboard's one document; the shell in it finds its own way by the path. */
import { randomBytes } from 'node:crypto'
import { html, raw } from '@dramac/contract/document/html'
import type { RequestHandler } from 'express'
import type { Installation } from '../installation.ts'

export function dashboardDocument({ assets, config }: Installation): RequestHandler {
  return (_request, response) => {
    const nonce = randomBytes(16).toString('base64')
    const { cdn } = config.origins
    const integrity = Object.fromEntries(Object.entries(assets.integrity).map(([url, hash]) => [cdn + url, hash]))
    const entry = assets.dashboard && cdn + assets.dashboard.url
    response.set({
      'Content-Security-Policy': [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' ${cdn}`,
        `style-src 'nonce-${nonce}'`,
        `img-src 'self' ${cdn} data:`,
        `font-src ${cdn}`,
        `connect-src 'self' ${cdn}`,
        `frame-src ${config.origins.frames.replace('://', '://*.')}`,
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types lit-html',
      ].join('; '),
      'Referrer-Policy': 'strict-origin-when-cross-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    })
    const page = html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <meta name="robots" content="noindex" />
          <title>Dashboard</title>
          <link rel="icon" href="data:," />
          <style nonce="${nonce}">
            body {
              margin: 0;
              color-scheme: light dark;
              background: Canvas;
              color: CanvasText;
              font-family: system-ui;
            }
          </style>
          <script type="importmap" nonce="${nonce}">
            ${raw(JSON.stringify({ integrity }).replaceAll('<', '\\u003c'))}
          </script>
          ${(assets.dashboard?.imports ?? []).map((url) => html`<link rel="modulepreload" href="${cdn + url}" crossorigin nonce="${nonce}" />`)}
        </head>
        <body>
          <dm-dashboard cdn="${cdn}"></dm-dashboard>
          <noscript>The dashboard needs JavaScript.</noscript>
          ${entry ? html`<script type="module" nonce="${nonce}" src="${entry}" crossorigin></script>` : ''}
        </body>
      </html>`
    response.type('html').send(String(page))
  }
}
