/**
 * Fetches a page of somebody else's choice without letting them choose our own network: the name is
 * resolved once, every address is checked, and the connection goes to a checked address, whatever DNS
 * says a moment later. A redirect starts all of it again.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { getDomain } from 'tldts'
import { isPublicAddress } from './public-address.ts'

export type Resolve = (host: string) => Promise<readonly string[]>

export interface FetchLimits {
  readonly resolve: Resolve
  /** `address:port`, from configuration: the only private places that are ever reached. */
  readonly allowAddresses?: readonly string[]
  /** Of the whole fetch, redirects included; 10 s. */
  readonly timeoutMs?: number
  /** Of one body; 1 MiB. */
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

/** Any status is an answer. Throws FetchRefused, and nothing else, when there is none that may be read. */
export async function fetchSafely(address: string, limits: FetchLimits): Promise<Fetched> {
  const timeoutMs = limits.timeoutMs ?? 10_000
  const signal = AbortSignal.timeout(timeoutMs)
  let url = new URL(address)
  for (let hop = 0; ; hop++) {
    const answer = await fetchOnce(url, limits, signal)
    if (answer.location === undefined) return { status: answer.status, body: answer.body, url: url.href }
    if (hop === maxRedirects) throw new FetchRefused('it redirects too often')
    url = follow(url, answer.location)
  }
}

function follow(from: URL, location: string): URL {
  const to = URL.parse(location, from)
  if (!to || !isSameOwner(from, to))
    throw new FetchRefused(`it redirects to ${to ? to.host || to.protocol : 'nowhere'}, which is another website`)
  to.username = to.password = ''
  return to
}

/** The same host, or a registered domain with and without `www.`; never from https back to http. */
function isSameOwner(from: URL, to: URL): boolean {
  if (to.protocol !== 'https:' && to.protocol !== from.protocol) return false
  if (to.port !== from.port) return false
  if (to.hostname === from.hostname) return true
  const [short, long] =
    to.hostname.length > from.hostname.length ? [from.hostname, to.hostname] : [to.hostname, from.hostname]
  return long === `www.${short}` && getDomain(short, { allowPrivateDomains: true }) === short
}

/** The addresses that a connection may use: all that the name has, or none. */
async function vet(url: URL, { resolve, allowAddresses = [] }: FetchLimits): Promise<string[]> {
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const addresses = isIP(host) ? [host] : await lookUp(host, resolve)
  if (addresses.length === 0) throw new FetchRefused(`the name ${host} has no address in DNS`)
  if (addresses.every((address) => allowAddresses.includes(`${address}:${port}`))) return addresses
  // Other ports belong to mail, databases and the like, which must not be spoken to on a stranger's wish.
  if (port !== '80' && port !== '443') throw new FetchRefused(`port ${port} is not a usual port of websites`)
  if (!addresses.every(isPublicAddress)) throw new FetchRefused(`${host} points into a private network`)
  return addresses
}

async function lookUp(host: string, resolve: Resolve): Promise<string[]> {
  if (host === 'localhost') return ['127.0.0.1'] // never a matter of DNS
  const found = await resolve(host).catch(() => [])
  return found.filter((address) => isIP(address) !== 0)
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
}

async function fetchOnce(url: URL, limits: FetchLimits, signal: AbortSignal): Promise<Answer> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new FetchRefused('it is not a web address')
  const addresses = await orTimeout(vet(url, limits), signal)
  return new Promise((settle, reject) => {
    const fail = (error: Error) => reject(explain(error, signal))
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    // No agent: a kept connection might have been opened for an address that was checked another day.
    const outgoing = send(url, { agent: false, lookup: answerWith(addresses), signal, headers }, (response) => {
      readBody(response, limits.maxBytes ?? 1_048_576).then((body) => settle(toAnswer(response, body)), fail)
    })
    outgoing.on('error', fail)
    outgoing.end()
  })
}

/** Neutral, and without compression: nothing small may grow large here. */
const headers = {
  'User-Agent': 'domain-verification/1.0',
  Accept: 'text/html,text/plain',
  'Accept-Encoding': 'identity',
}

function answerWith(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  const [first] = all
  return (_host, options, callback) =>
    options.all ? callback(null, all) : callback(null, first!.address, first!.family) // never empty: vetted
}

function toAnswer({ statusCode = 0, headers: { location } }: IncomingMessage, body: string): Answer {
  return { status: statusCode, body, location: statusCode >= 300 && statusCode < 400 ? location : undefined }
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop by an error destroys the connection.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new FetchRefused('it answers with more than 1 MB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function orTimeout<R>(work: Promise<R>, signal: AbortSignal): Promise<R> {
  return new Promise((settle, reject) => {
    const giveUp = () => reject(new FetchRefused(late))
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(settle, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

const late = 'it did not answer in time'

function explain(error: Error & { code?: string }, signal: AbortSignal): FetchRefused {
  if (error instanceof FetchRefused) return error
  return new FetchRefused(signal.aborted ? late : `it could not be reached (${error.code ?? error.message})`)
}
