/**
 * Which pages may carry a site's widgets: exact origins, or `*.` of a proven domain, compared label by
 * label. A wildcard does not include the domain itself. No comparison here is by substring.
 */
import { domainToASCII } from 'node:url'
import { DmError } from '@dramac/contract/wire/errors'
import { isIP } from 'node:net'
import { getPublicSuffix } from 'tldts'

export type DomainKind = 'exact' | 'wildcard' | 'development'

export interface DomainPattern {
  readonly kind: DomainKind
  /** `https://example.com`, `https://*.example.com`, `http://127.0.0.1:4100`: stored and compared in this form. */
  readonly text: string
  /** Without the wildcard. */
  readonly host: string
}

const refuse = (reason: string, message: string): never => {
  throw new DmError('VALIDATION_ERROR', `domain.${reason}`, { errors: [{ path: '/pattern', rule: reason, message }] })
}

/** Scheme, upper case, a trailing dot or slash and international names are normalised; the rest is refused with a reason. */
export function parsePattern(input: string): DomainPattern {
  const trimmed = input.trim()
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http') refuse('scheme', 'starts with https://')
  const rest = trimmed.slice(scheme === undefined ? 0 : scheme.length + 3).replace(/\/$/, '')
  if (/[/?#]/.test(rest)) refuse('path', 'is a domain without a path, like example.com')
  if (rest.includes('@')) refuse('user', 'is a domain without a user name')
  const isWildcard = rest.startsWith('*.')
  const address = isWildcard ? rest.slice(2) : rest
  const port = /:(\d{1,5})$/.exec(address)?.[1]
  const host = toHost(port === undefined ? address : address.slice(0, -port.length - 1))
  if (isLocal(host)) return toDevelopment({ scheme: scheme ?? 'http', host, port, isWildcard })
  if (scheme === 'http') refuse('scheme', 'is served over https')
  if (port !== undefined) refuse('port', 'has no port; ports are for development addresses only')
  refuseUnlessOwnable(host, isWildcard)
  return { kind: isWildcard ? 'wildcard' : 'exact', text: `https://${isWildcard ? '*.' : ''}${host}`, host }
}

function toHost(text: string): string {
  if (text.includes('*')) refuse('wildcard', 'may carry one * and only as its first label, like *.example.com')
  const host = domainToASCII(text.replace(/\.$/, '')).toLowerCase()
  if (host === '' || host.length > 253) return refuse('unreadable', 'is not a domain name')
  return host
}

function toDevelopment({
  scheme,
  host,
  port,
  isWildcard,
}: {
  scheme: string
  host: string
  port: string | undefined
  isWildcard: boolean
}): DomainPattern {
  if (isWildcard) refuse('wildcard', 'has no wildcard on a development address')
  return {
    kind: 'development',
    text: new URL(`${scheme}://${host}${port === undefined ? '' : `:${port}`}`).origin,
    host,
  }
}

function refuseUnlessOwnable(host: string, isWildcard: boolean): void {
  if (isIP(host.replace(/^\[|\]$/g, ''))) refuse('address', 'is a domain name, not an IP address')
  const labels = host.split('.')
  if (labels.length < 2 || !labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?$/.test(label))) {
    refuse('unreadable', 'is not a domain name')
  }
  const suffix = getPublicSuffix(host, { allowPrivateDomains: isWildcard })
  if (suffix === null || suffix === host)
    refuse('public_suffix', 'belongs to nobody alone; add your own name before it')
}

const isLocal = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '[::1]' ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

/** Whether a page of this origin stands under the pattern. `null` and anything but an origin never does. */
export function matchesOrigin(pattern: string, origin: string): boolean {
  const url = URL.parse(origin)
  if (!url || url.origin !== origin || origin === 'null') return false
  if (!pattern.startsWith('https://*.')) return pattern === origin
  if (url.protocol !== 'https:' || url.port !== '') return false
  const wanted = pattern.slice('https://*.'.length).split('.')
  const given = url.hostname.split('.')
  if (given.length <= wanted.length) return false
  return wanted.every((label, index) => label === given[given.length - wanted.length + index])
}
