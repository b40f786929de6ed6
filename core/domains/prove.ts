/** Proofs that a domain's owner wants our widgets there: a DNS record, a tag on the home page, or a file. */
import { isIP } from 'node:net'
import { fetchSafely, FetchRefused, type Fetched, type FetchLimits } from './fetch-safely.ts'
import { readVerifyTags } from './read-verify-tags.ts'

export type ProofMethod = 'dns' | 'meta' | 'file'

/** What to put where, for the instructions. */
export interface Proofs {
  /** Absent for this machine's own names, which no DNS knows. */
  readonly dns: { readonly name: string; readonly value: string } | null
  readonly meta: { readonly tag: string }
  readonly file: { readonly path: string; readonly content: string }
}

const filePath = '/.well-known/dm-verify.txt'

export function proofsOf(host: string, token: string): Proofs {
  return {
    dns: hasDns(host) ? { name: `_dm-verify.${host}`, value: `dm-verify=${token}` } : null,
    meta: { tag: `<meta name="dm-verify" content="${token}">` },
    file: { path: filePath, content: token },
  }
}

const hasDns = (host: string): boolean =>
  !isIP(host) && !host.startsWith('[') && host !== 'localhost' && !host.endsWith('.localhost')

export interface Prover {
  /** Rejects with the resolver's `code`, as node:dns does. */
  resolveTxt(name: string): Promise<readonly string[]>
  readonly limits: FetchLimits
}

export interface Claim {
  /** Origin to look at: of a wildcard, the domain itself, because only its owner speaks for all names below. */
  readonly origin: string
  readonly host: string
  readonly token: string
}

export interface Verdict {
  readonly method: ProofMethod | null
  /** What each method found, one sentence each: the owner sees what is wrong. */
  readonly seen: string
}

interface Look {
  readonly method: ProofMethod
  readonly proven: boolean
  readonly seen: string
}

/** Never rejects because of what a stranger's name server or website does. */
export async function proveDomain(claim: Claim, prover: Prover): Promise<Verdict> {
  const looks = await Promise.all([lookAtDns(claim, prover), lookAtPage(claim, prover), lookAtFile(claim, prover)])
  const found = looks.filter((look) => look !== undefined)
  return { method: found.find((look) => look.proven)?.method ?? null, seen: found.map(({ seen }) => seen).join(' ') }
}

/** Answers of name servers, in words. */
const dnsTroubles: Readonly<Record<string, string>> = {
  ENOTFOUND: 'does not exist',
  ENODATA: 'has no TXT record',
  ETIMEOUT: 'could not be asked: its name server did not answer in time',
  ESERVFAIL: 'could not be asked: its name server failed',
  EREFUSED: 'could not be asked: its name server refused to answer',
}

async function lookAtDns({ host, token }: Claim, { resolveTxt }: Prover): Promise<Look | undefined> {
  const { dns } = proofsOf(host, token)
  if (!dns) return undefined
  const look = (proven: boolean, what: string): Look => ({ method: 'dns', proven, seen: `DNS: ${dns.name} ${what}.` })
  try {
    const records = (await resolveTxt(dns.name)).map((record) => record.trim())
    if (records.includes(dns.value)) return look(true, 'holds the right value')
    return look(false, records.length === 0 ? dnsTroubles['ENODATA']! : `holds ${quote(records.join('", "'))}`)
  } catch (error) {
    const code = String((error as { code?: unknown }).code) // node:dns rejects with one
    return look(false, dnsTroubles[code] ?? `could not be asked (${code})`)
  }
}

async function lookAtPage({ origin, token }: Claim, { limits }: Prover): Promise<Look> {
  const look = (proven: boolean, what: string): Look => ({ method: 'meta', proven, seen: `Home page: ${what}.` })
  const page = await tryFetch(`${origin}/`, limits)
  if (typeof page === 'string') return look(false, page)
  if (page.status !== 200) return look(false, `it answers with status ${page.status}`)
  const tokens = readVerifyTags(page.body)
  if (tokens.includes(token)) return look(true, 'the tag is in place')
  if (tokens.length === 0) return look(false, 'it has no dm-verify tag in its head')
  return look(false, `its tag holds ${quote(tokens.join('", "'))}`)
}

async function lookAtFile({ origin, token }: Claim, { limits }: Prover): Promise<Look> {
  const look = (proven: boolean, what: string): Look => ({ method: 'file', proven, seen: `File: ${what}.` })
  const file = await tryFetch(origin + filePath, limits)
  if (typeof file === 'string') return look(false, file)
  if (file.status === 404 || file.status === 410) return look(false, `${filePath} is not there`)
  if (file.status !== 200) return look(false, `${filePath} answers with status ${file.status}`)
  const content = file.body.trim()
  if (content === token) return look(true, 'it holds the right value')
  if (content.startsWith('<')) return look(false, `${filePath} answers with a web page instead of the file`)
  return look(false, content === '' ? `${filePath} is empty` : `${filePath} holds ${quote(content)}`)
}

/** The page, or why there is none. */
async function tryFetch(url: string, limits: FetchLimits): Promise<Fetched | string> {
  try {
    return await fetchSafely(url, limits)
  } catch (error) {
    if (error instanceof FetchRefused) return error.message
    throw error
  }
}

/** A stranger's words: short, on one line, without control characters (PostgreSQL refuses a NUL). */
function quote(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
  return `"${(plain.length > 80 ? `${plain.slice(0, 80)}…` : plain).toWellFormed()}"`
}
