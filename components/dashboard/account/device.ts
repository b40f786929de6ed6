/** What a browser calls itself, in the words people use for it. Names of products are the same in every language. */

const browsers: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(HeadlessChrome|Chrome|CriOS)\//],
  ['Safari', /\bVersion\/.*\bSafari\//],
]

const systems: readonly (readonly [name: string, sign: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
]

export interface Device {
  /** Undefined when it is none that we know. */
  readonly browser: string | undefined
  readonly system: string | undefined
}

export function readDevice(userAgent: string | null): Device {
  const find = (table: typeof browsers) => table.find(([, sign]) => sign.test(userAgent ?? ''))?.[0]
  return { browser: find(browsers), system: find(systems) }
}
