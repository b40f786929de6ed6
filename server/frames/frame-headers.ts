/** Headers of a frame's document: nothing runs, connects or frames but what is named here. */

export interface FrameHeaders {
  readonly scriptNonce: string
  /** The page that may show the document. */
  readonly ancestors: string
  readonly cdnOrigin: string
  /** Permissions-Policy features of the widget. */
  readonly allow: readonly string[]
}

const features = [
  'camera',
  'microphone',
  'geolocation',
  'payment',
  'usb',
  'clipboard-read',
  'clipboard-write',
  'fullscreen',
]

export function frameHeaders({ scriptNonce, ancestors, cdnOrigin, allow }: FrameHeaders): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${scriptNonce}' ${cdnOrigin}`,
    `style-src 'nonce-${scriptNonce}'`,
    `img-src 'self' ${cdnOrigin} data:`,
    `font-src ${cdnOrigin}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${ancestors}`,
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'Permissions-Policy': features.map((feature) => `${feature}=(${allow.includes(feature) ? 'self' : ''})`).join(', '),
    'Referrer-Policy': 'strict-origin',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cross-Origin-Embedder-Policy': 'credentialless',
    'Cache-Control': 'private, no-store',
    Vary: 'Referer, Sec-Fetch-Dest, Accept-Language',
  }
}
