/** What kind of address a request asks for: a few words, whatever the path says, and never whose it is. */
const classes: readonly (readonly [starts: RegExp, name: string])[] = [
  [/^\/v1\/sites?\/(?:[^/]+\/)?modules\//, 'module'],
  [/^\/v1\/sites?\/(?:[^/]+\/)?events$/, 'stream'],
  [/^\/v1\/sites?(\/|$)/, 'site'],
  [/^\/v1\/agencies(\/|$)/, 'agency'],
  [/^\/v1\/platform(\/|$)/, 'platform'],
  [/^\/v1\/(session|me|auth)/, 'identity'],
  [/^\/v1(\/|$)/, 'api'],
  [/^\/(embed|assets)\//, 'asset'],
  [/^\/(healthz|readyz|metrics)$/, 'health'],
  [/^\/oauth(\/|$)/, 'oauth'],
]

export function routeClassOf(path: string): string {
  return classes.find(([starts]) => starts.test(path))?.[1] ?? 'document'
}
