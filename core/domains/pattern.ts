/**
 * Which pages may carry a site's widgets: exact origins, or `*.` of a proven domain, compared label by
 * label. A wildcard covers every depth below the domain and not the domain itself: whoever wants both
 * adds both. No comparison here is by substring or by pattern of characters.
 */
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { DmError } from '@dramac/contract/wire/errors'
import { getPublicSuffix } from 'tldts'

export type DomainKind = 'exact' | 'wildcard' | 'development'

export interface DomainPattern {
  readonly kind: DomainKind
  /** `https://example.com`, `https://*.example.com`, `http://127.0.0.1:4100`: stored and compared in this form. */
  readonly text: string
  /** Without the wildcard. */
  readonly host: string
}

const refusals = {
  empty: 'Write a domain, like example.com.',
  scheme: 'Only https:// addresses can carry widgets; leave the scheme out or write https://.',
  insecure: 'Serve the website over https and write https://, or leave the scheme out.',
  path: 'Write the domain alone, like example.com, without a path: every page of it is meant.',
  user: 'Write the domain alone, without a user name or password.',
  port: 'Leave the port out; only development addresses like http://localhost:3000 have one.',
  wildcard: 'Use one * at most, as the whole first label, like *.example.com.',
  wildcard_local: 'Write a development address in full; it has no wildcard.',
  address: 'Write a domain name; an IP address is accepted only for development on your own machine, like 127.0.0.1.',
  unreadable: 'This is no domain name; write it like example.com.',
  public_suffix: 'Everybody can have a name under this ending; put your own name before it, like you.example.com.',
} as const

/**
 * Scheme, upper case, a trailing dot or slash, the usual port and international names are normalised.
 * Throws VALIDATION_ERROR `domain.<what>` for the rest, with a message that says what to write instead.
 */
export function parsePattern(input: string): DomainPattern {
  const { scheme, isWildcard, name, port } = split(input.trim())
  const host = toHost(name)
  if (isLocal(host)) {
    if (isWildcard) refuse('wildcard_local')
    return { kind: 'development', text: toOrigin(scheme ?? 'http', host, port), host }
  }
  if (scheme === 'http') refuse('insecure')
  if (port !== '' && port !== '443') refuse('port')
  refuseUnlessOwnable(host, isWildcard)
  return { kind: isWildcard ? 'wildcard' : 'exact', text: `https://${isWildcard ? '*.' : ''}${host}`, host }
}

/** Whether a page of this origin stands under the pattern. `null` and anything but an origin never does. */
export function matchesOrigin(pattern: string, origin: string): boolean {
  const url = URL.parse(origin)
  // An opaque origin spells itself `null`, and so does a page that only claims the word.
  if (!url || url.origin !== origin) return false
  if (!pattern.startsWith(wildcardStart)) return pattern === origin
  if (url.protocol !== 'https:' || url.port !== '') return false
  const wanted = pattern.slice(wildcardStart.length).split('.')
  const given = url.hostname.split('.')
  if (given.length <= wanted.length || !given.every(isLabel)) return false
  return wanted.every((label, index) => label === given[given.length - wanted.length + index])
}

const wildcardStart = 'https://*.'

interface Written {
  readonly scheme: 'http' | 'https' | undefined
  readonly isWildcard: boolean
  readonly name: string
  readonly port: string
}

function split(input: string): Written {
  if (input === '') refuse('empty')
  const schemeEnd = input.indexOf('://')
  const scheme = schemeEnd === -1 ? undefined : input.slice(0, schemeEnd).toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return refuse('scheme')
  const address = input.slice(schemeEnd === -1 ? 0 : schemeEnd + 3)
  const rest = address.endsWith('/') ? address.slice(0, -1) : address
  if ([...rest].some((character) => '/\\?#'.includes(character))) refuse('path')
  if (rest.includes('@')) refuse('user')
  const isWildcard = rest.startsWith('*.')
  const authority = isWildcard ? rest.slice(2) : rest
  // The colons of an IPv6 address stand before its closing bracket.
  const colon = authority.indexOf(':', authority.lastIndexOf(']') + 1)
  const [name, port] = colon === -1 ? [authority, ''] : [authority.slice(0, colon), authority.slice(colon + 1)]
  if (colon !== -1 && !isPort(port)) refuse('port')
  return { scheme, isWildcard, name, port }
}

const isPort = (text: string): boolean =>
  text !== '' && [...text].every((digit) => digit >= '0' && digit <= '9') && Number(text) > 0 && Number(text) < 65_536

function toHost(name: string): string {
  if (name.includes('*')) refuse('wildcard')
  // What browsers would make of it: punycode, lower case, and dotted form for an address in any disguise.
  const host = domainToASCII(name.endsWith('.') ? name.slice(0, -1) : name)
  return host === '' || host.length > 253 ? refuse('unreadable') : host
}

/** Only this machine: an address that others can have too proves nothing. */
function isLocal(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '[::1]' || host === 'localhost' || host.endsWith('.localhost')
}

const toOrigin = (scheme: string, host: string, port: string): string =>
  new URL(`${scheme}://${host}${port === '' ? '' : `:${port}`}`).origin

function refuseUnlessOwnable(host: string, isWildcard: boolean): void {
  if (host.startsWith('[') || isIP(host)) refuse('address')
  const labels = host.split('.')
  if (labels.length < 2 || !labels.every(isLabel) || !URL.canParse(`https://${host}`)) refuse('unreadable')
  // Below `github.io` live strangers: one of them is a website, all of them are nobody's.
  const suffix = getPublicSuffix(host, { allowPrivateDomains: isWildcard })
  if (suffix === null || suffix === host) refuse('public_suffix')
}

const letters = new Set('abcdefghijklmnopqrstuvwxyz0123456789_-')

const isLabel = (label: string): boolean =>
  label.length > 0 &&
  label.length < 64 &&
  !label.startsWith('-') &&
  !label.endsWith('-') &&
  [...label].every((letter) => letters.has(letter))

function refuse(rule: keyof typeof refusals): never {
  throw new DmError('VALIDATION_ERROR', `domain.${rule}`, {
    errors: [{ path: '/pattern', rule, message: refusals[rule] }],
  })
}
