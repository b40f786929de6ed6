/** Proofs that a domain's owner wants our widgets there: a DNS record, a tag on the page, or a file. */
import { fetchSafely, FetchRefused, type FetchLimits } from './fetch-safely.ts'

export type ProofMethod = 'dns' | 'meta' | 'file'

/** What to put where, for the instructions. */
export interface Proofs {
  readonly dns: { readonly name: string; readonly value: string }
  readonly meta: { readonly tag: string }
  readonly file: { readonly path: string; readonly content: string }
}

export function proofsOf(host: string, token: string): Proofs {
  return {
    dns: { name: `_dm-verify.${host}`, value: `dm-verify=${token}` },
    meta: { tag: `<meta name="dm-verify" content="${token}">` },
    file: { path: '/.well-known/dm-verify.txt', content: token },
  }
}

export interface Prover {
  resolveTxt(name: string): Promise<readonly string[]>
  readonly limits: FetchLimits
}

export interface Claim {
  /** Origin to look at: of a wildcard, the domain itself. */
  readonly origin: string
  readonly host: string
  readonly token: string
}

export interface Verdict {
  readonly method: ProofMethod | null
  /** What each method found, in words: the owner sees what is wrong. */
  readonly seen: string
}

export async function proveDomain(claim: Claim, prover: Prover): Promise<Verdict> {
  const isName = !/^[\d.]+$|^\[/.test(claim.host)
  const looks: [ProofMethod, Promise<Look>][] = [
    ...(isName ? [['dns', lookAtDns(claim, prover)] as [ProofMethod, Promise<Look>]] : []),
    ['meta', lookAtPage(claim, prover)],
    ['file', lookAtFile(claim, prover)],
  ]
  const found = await Promise.all(looks.map(async ([method, look]) => ({ method, ...(await look) })))
  return { method: found.find((one) => one.proven)?.method ?? null, seen: found.map((one) => one.seen).join(' ') }
}

interface Look {
  readonly proven: boolean
  readonly seen: string
}

async function lookAtDns({ host, token }: Claim, prover: Prover): Promise<Look> {
  const { name, value } = proofsOf(host, token).dns
  const records = await prover.resolveTxt(name).catch((): string[] => [])
  if (records.includes(value)) return { proven: true, seen: `DNS: ${name} holds the right value.` }
  const seen = records.length === 0 ? 'no TXT record' : `"${records.join('", "').slice(0, 200)}"`
  return { proven: false, seen: `DNS: ${name} has ${seen}.` }
}

async function lookAtPage({ origin, token }: Claim, { limits }: Prover): Promise<Look> {
  const page = await tryFetch(`${origin}/`, limits)
  if (typeof page === 'string') return { proven: false, seen: `Page: ${page}.` }
  const tokens = readVerifyTags(page.body)
  if (tokens.includes(token)) return { proven: true, seen: 'Page: the tag is in place.' }
  const seen =
    tokens.length > 0
      ? `the tag holds "${tokens[0]!.slice(0, 80)}"`
      : `no dm-verify tag in the head (status ${page.status})`
  return { proven: false, seen: `Page: ${seen}.` }
}

async function lookAtFile({ origin, token }: Claim, { limits }: Prover): Promise<Look> {
  const file = await tryFetch(origin + proofsOf('', token).file.path, limits)
  if (typeof file === 'string') return { proven: false, seen: `File: ${file}.` }
  if (file.status === 200 && file.body.trim() === token)
    return { proven: true, seen: 'File: it holds the right value.' }
  return {
    proven: false,
    seen: file.status === 200 ? 'File: it holds something else.' : `File: not there (status ${file.status}).`,
  }
}

async function tryFetch(url: string, limits: FetchLimits) {
  try {
    return await fetchSafely(url, limits)
  } catch (error) {
    if (error instanceof FetchRefused) return error.message
    throw error
  }
}

/** Contents of `dm-verify` tags in the head. Reads at most the first 200,000 characters, each once. */
export function readVerifyTags(page: string): string[] {
  const lower = page.slice(0, 200_000).toLowerCase()
  const bodyAt = lower.search(/<body[\s>]/)
  const head = page.slice(0, bodyAt === -1 ? 200_000 : bodyAt)
  const found: string[] = []
  for (const tag of head.split(/<meta(?=[\s/])/i).slice(1)) {
    const attributes = readAttributes(tag)
    if (attributes.get('name')?.toLowerCase() === 'dm-verify') found.push((attributes.get('content') ?? '').trim())
  }
  return found
}

/** Attributes of a tag in any order, quoted either way or not at all. */
function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  const pattern = /\s*([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?|\s*\/|\s*(>)/y
  for (let match = pattern.exec(text); match && match[5] === undefined && match[0] !== ''; match = pattern.exec(text)) {
    if (match[1] !== undefined) attributes.set(match[1].toLowerCase(), match[2] ?? match[3] ?? match[4] ?? '')
  }
  return attributes
}
