/**
 * Fetches a page of somebody else's choice without letting them choose our own network: the name is
 * resolved once, every address is checked, and the connection goes to the checked address.
 */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { getDomain } from 'tldts'

export type Resolve = (host: string) => Promise<readonly string[]>

export interface FetchLimits {
  readonly resolve: Resolve
  /** `host:port` of this machine that configuration allows by name; nothing else private is ever reached. */
  readonly allowAddresses?: readonly string[]
  readonly timeoutMs?: number
  readonly maxBytes?: number
}

export interface Fetched {
  readonly status: number
  readonly body: string
  /** After redirects. */
  readonly url: string
}

/** Why a page was not fetched, in words for the owner of the domain. */
export class FetchRefused extends Error {}

const maxRedirects = 3

export async function fetchSafely(address: string, limits: FetchLimits): Promise<Fetched> {
  const deadline = AbortSignal.timeout(limits.timeoutMs ?? 10_000)
  let url = new URL(address)
  for (let hop = 0; ; hop++) {
    const answer = await fetchOnce(url, limits, deadline)
    if (answer.location === undefined) return { status: answer.status, body: answer.body, url: url.href }
    if (hop === maxRedirects) throw new FetchRefused('it redirects too often')
    const next = URL.parse(answer.location, url)
    if (!next || !isSameOwner(url, next))
      throw new FetchRefused(`it redirects to ${next?.host ?? 'nowhere'}, which is another domain`)
    url = next
  }
}

/** The same host, or `www.` and without; never from https to http. */
function isSameOwner(from: URL, to: URL): boolean {
  if (to.protocol !== 'https:' && to.protocol !== from.protocol) return false
  if (to.host === from.host) return true
  const plain = (url: URL) => (url.hostname.startsWith('www.') ? url.hostname.slice(4) : url.hostname)
  return plain(from) === plain(to) && getDomain(from.hostname) !== null
}

/** True for addresses that anybody on the internet could reach. */
export function isPublicAddress(text: string): boolean {
  if (!isIP(text)) return false
  const address = ipaddr.process(text) // unwraps IPv4 in IPv6
  return address.range() === 'unicast'
}

async function vet(url: URL, { resolve, allowAddresses = [] }: FetchLimits): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  if (allowAddresses.includes(`${host}:${port}`) && isIP(host)) return host
  if (port !== '80' && port !== '443') throw new FetchRefused('it is not on a usual web port')
  const addresses = isIP(host) ? [host] : await resolve(host).catch(() => [])
  const [first] = addresses
  if (first === undefined) throw new FetchRefused(`the name ${host} has no address in DNS`)
  if (!addresses.every(isPublicAddress)) throw new FetchRefused(`the name ${host} points into a private network`)
  return first
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
}

async function fetchOnce(url: URL, limits: FetchLimits, signal: AbortSignal): Promise<Answer> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new FetchRefused('it is not a web address')
  const address = await vet(url, limits)
  const family = isIP(address)
  // The connection uses the address that was checked, whatever DNS says a moment later.
  const lookup: LookupFunction = (_host, options, callback) =>
    options.all ? callback(null, [{ address, family }]) : callback(null, address, family)
  const maxBytes = limits.maxBytes ?? 1_048_576
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = {
    'User-Agent': 'domain-verification/1.0',
    Accept: 'text/html,text/plain',
    'Accept-Encoding': 'identity',
  }
  return new Promise((settle, reject) => {
    const fail = (error: Error) =>
      reject(error instanceof FetchRefused ? error : new FetchRefused(explain(error, signal)))
    const outgoing = send(url, { lookup, signal, headers }, (response) => {
      const status = response.statusCode ?? 0
      const location = status >= 300 && status < 400 ? response.headers.location : undefined
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > maxBytes) outgoing.destroy(new FetchRefused('it answers with more than 1 MB'))
        else chunks.push(chunk)
      })
      response.on('end', () => settle({ status, location, body: Buffer.concat(chunks).toString('utf8') }))
      response.on('error', fail)
    })
    outgoing.on('error', fail)
    outgoing.end()
  })
}

const explain = (error: Error & { code?: string }, signal: AbortSignal): string =>
  signal.aborted ? 'it did not answer in time' : `it could not be reached (${error.code ?? error.message})`
