/** The pages of the foreign website, each a demonstration of one thing; the folders' README.md say which. */

export interface Page {
  readonly path: string
  readonly file: string
  readonly type: string
  /** The only name under which the page is shown; any when absent. */
  readonly host?: string
  readonly headers?: (cdn: string) => Record<string, string>
}

const html = 'text/html; charset=utf-8'

/** The frames' origins beside a CDN origin: `http://cdn.x` has its frames below `http://*.frames.x`. */
const framesOf = (cdn: string): string => cdn.replace('://cdn.', '://*.frames.')

export const pages: readonly Page[] = [
  { path: '/', file: '01-plain/index.html', type: html },
  { path: '/site.css', file: '01-plain/site.css', type: 'text/css; charset=utf-8' },
  { path: '/harbour.svg', file: '01-plain/harbour.svg', type: 'image/svg+xml' },
  { path: '/modal', file: '01-plain/modal.html', type: html },
  {
    path: '/strict',
    file: '02-strict-csp/index.html',
    type: html,
    headers: (cdn) => ({
      'Content-Security-Policy': [
        "default-src 'none'",
        "script-src 'nonce-demo' 'strict-dynamic'",
        "style-src 'self'",
        "img-src 'self'",
        `frame-src ${framesOf(cdn)}`,
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].join('; '),
    }),
  },
  { path: '/hostile', file: '03-hostile/index.html', type: html },
  { path: '/unverified', file: '04-unverified/index.html', type: html, host: 'localhost' },
]

export const findPage = (path: string): Page | undefined => pages.find((page) => page.path === path)
