/** Where somebody wanted to go before they were asked who they are. */

/** The path, query and fragment of an address of this origin; undefined for any other, so that no link leads away. */
export function toOwnPath(text: string, origin: string): string | undefined {
  // Browsers read a backslash as a slash, and skip control characters.
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return undefined
  const url = URL.canParse(text, origin) ? new URL(text, origin) : undefined
  // `/.//evil.test` becomes `//evil.test`, which is another host.
  const isOwn = url?.origin === origin && !url.pathname.startsWith('//')
  return isOwn ? url.pathname + url.search + url.hash : undefined
}

/** What `?next=` of this page names. */
export function findNext(): string | undefined {
  const next = new URLSearchParams(location.search).get('next')
  return next === null ? undefined : toOwnPath(next, location.origin)
}
