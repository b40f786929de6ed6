/** The documents of the frames' origins: a widget, a refusal, a page opened by itself. */
import { html, raw, type Html } from '@dramac/contract/document/html'
import type { FrameBoot } from '@dramac/contract/wire/frame'
import type { CdnManifest } from '@dramac/contract/wire/assets'

export interface FrameDocument {
  readonly title: string
  readonly locale: string
  readonly boot: FrameBoot
  readonly assets: CdnManifest
  readonly cdnOrigin: string
  /** One per document, for every script and style of it. */
  readonly scriptNonce: string
  /** First HTML of the widget, escaped by the module. */
  readonly firstPaint: { readonly html: string; readonly css: string }
}

const rightToLeft: ReadonlySet<string> = new Set(['ar', 'he', 'fa', 'ur'])
const directionOf = (locale: string): 'rtl' | 'ltr' => (rightToLeft.has(locale.split('-')[0]!) ? 'rtl' : 'ltr')

/** JSON inside a script element: `<` would end it. */
const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028')

export function renderFrame({
  title,
  locale,
  boot,
  assets,
  cdnOrigin,
  scriptNonce,
  firstPaint,
}: FrameDocument): string {
  const integrity = Object.fromEntries(Object.entries(assets.integrity).map(([url, hash]) => [cdnOrigin + url, hash]))
  const preloads = [...boot.modules, ...(assets.widgets[boot.module]?.imports ?? []).map((url) => cdnOrigin + url)]
  return page({
    title,
    locale,
    head: html`<style nonce="${scriptNonce}">
        ${raw(firstPaint.css)}
      </style>
      <script type="importmap" nonce="${scriptNonce}">
        ${raw(scriptJson({ integrity }))}
      </script>
      ${preloads.map((url) => html`<link rel="modulepreload" href="${url}" crossorigin nonce="${scriptNonce}" integrity="${integrity[url] ?? ''}" />`)}`,
    body: html`<script type="application/json" id="dm-boot">
        ${raw(scriptJson(boot))}
      </script>
      ${raw(`<main><${boot.element}>${firstPaint.html}</${boot.element}></main>`)}
      <script nonce="${scriptNonce}">
        ${raw(assets.boot)}
      </script>`,
  })
}

export interface Refused {
  readonly locale: string
  readonly assets: CdnManifest
  readonly scriptNonce: string
  /** Named to the page around it by the document's one script. */
  readonly code: string
  readonly words: string
}

/** No tenant's data: whoever asked has proved nothing. */
export function renderRefusal({ locale, assets, scriptNonce, code, words }: Refused): string {
  return page({
    title: words,
    locale,
    head: html`<style nonce="${scriptNonce}">
      body {
        font: 1rem/1.5 system-ui;
        margin: 1.5rem;
        color-scheme: light dark;
      }
    </style>`,
    attributes: html` data-dm-error="${code}"`,
    body: html`<p role="alert">${words}</p>
      <script nonce="${scriptNonce}">
        ${raw(assets.refuse)}
      </script>`,
  })
}

interface Page {
  readonly title: string
  readonly locale: string
  readonly attributes?: Html
  readonly head: Html
  readonly body: Html
}

function page({ title, locale, attributes, head, body }: Page): string {
  return String(
    html`<!doctype html>
      <html lang="${locale}" dir="${directionOf(locale)}" ${attributes}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <link rel="icon" href="data:," />
          <title>${title}</title>
          ${head}
        </head>
        <body>
          ${body}
        </body>
      </html>`,
  )
}
