/** The domains of a site: added by its people, proven by their owner, checked again every day. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context, Tenant } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { newLabel } from '../identity/secrets.ts'
import { dropJob, scheduleJob } from '../jobs/schedule-job.ts'
import { matchesOrigin, parsePattern, type DomainKind } from './pattern.ts'
import { proofsOf, proveDomain, type ProofMethod, type Prover, type Verdict } from './prove.ts'
import * as queries from './queries.ts'

export interface Domain {
  readonly id: string
  readonly pattern: string
  readonly kind: DomainKind
  readonly state: 'pending' | 'verified' | 'failed' | 'revoked'
  readonly method: ProofMethod | null
  readonly token: string
  readonly failures: number
  readonly lastSeen: string | null
  readonly lastCheckedAt: string | null
  readonly verifiedAt: string | null
  readonly expiresAt: string | null
}

const developmentDays = 30
const recheckHours = 24
/** So many failed checks in a row revoke a domain: one bad day of a host is not a change of mind. */
const revokeAfter = 3

const hostOf = (pattern: string): string => new URL(pattern.replace('://*.', '://')).hostname
const withProofs = (domain: Domain) => ({ ...domain, proofs: proofsOf(hostOf(domain.pattern), domain.token) })

export function listDomains(ctx: Context) {
  return ctx.read(async (tx) => (await tx.rows<Domain>(queries.listDomains, [tx.agencyId, tx.siteId])).map(withProofs))
}

export interface NewDomain {
  readonly pattern: string
  /** Only a demonstration chooses its own. */
  readonly token?: string
}

/** Throws CONFLICT `core.already_exists` for a domain that the site has. */
export function addDomain(ctx: Context, { pattern, token = newLabel(26) }: NewDomain) {
  const { kind, text } = parsePattern(pattern)
  return ctx.transaction(async (tx, emit) => {
    const expiresAt = kind === 'development' ? new Date(tx.now.getTime() + developmentDays * 86_400_000) : null
    const row = [tx.agencyId, tx.siteId, tx.newId(), text, kind, token, expiresAt, tx.now]
    const domain = (await tx.row<Domain>(queries.insertDomain, row))!
    await emit('core.domain.added', { domainId: domain.id })
    return withProofs(domain)
  })
}

const recheckKey = (id: string): string => `domain:${id}:recheck`

export function removeDomain(ctx: Context, { id }: { id: string }): Promise<void> {
  return ctx.transaction(async (tx, emit) => {
    if ((await tx.run(queries.deleteDomain, [tx.agencyId, tx.siteId, id])) === 0) throw unknownDomain()
    await dropJob(tx, recheckKey(id))
    await emit('core.domain.removed', { domainId: id })
  })
}

const unknownDomain = () => new DmError('NOT_FOUND', 'domain.unknown')

async function getDomain(tx: TenantTx, id: string): Promise<Domain> {
  const domain = await tx.row<Domain>(queries.findDomain, [tx.agencyId, tx.siteId, id])
  if (!domain) throw unknownDomain()
  return domain
}

/** Looks now. The network is asked outside any transaction; the answer and its event are written in one. */
export async function verifyDomain(ctx: Context, { id }: { id: string }, prover: Prover) {
  const domain = await ctx.read((tx) => getDomain(tx, id))
  const { pattern, token } = domain
  const claim = { origin: pattern.replace('://*.', '://'), host: hostOf(pattern), token }
  const verdict = await proveDomain(claim, prover)
  return ctx.transaction(async (tx, emit) => {
    const after = judge(domain, verdict)
    const verifiedAt = after.state === 'verified' ? (domain.verifiedAt ?? tx.now) : domain.verifiedAt
    const values = [after.state, verdict.method ?? domain.method, after.failures, verdict.seen, tx.now, verifiedAt]
    const row = await tx.row<Domain>(queries.updateDomain, [tx.agencyId, tx.siteId, id, ...values])
    if (!row) throw unknownDomain()
    if (after.state !== domain.state) await emit(`core.domain.${after.state}`, { domainId: id })
    if (after.state === 'verified') {
      const runAt = new Date(tx.now.getTime() + recheckHours * 3_600_000)
      await scheduleJob(tx, { task: 'recheck-domain', payload: { domainId: id }, runAt, key: recheckKey(id) })
    }
    return withProofs(row)
  })
}

function judge(domain: Domain, { method }: Verdict): Pick<Domain, 'state' | 'failures'> {
  if (method !== null) return { state: 'verified', failures: 0 }
  const failures = domain.failures + 1
  if (domain.state !== 'verified') return { state: 'failed', failures }
  return { state: failures >= revokeAfter ? 'revoked' : 'verified', failures }
}

/** Whether a page of this origin may carry the site's widgets at this moment. */
export async function findVerifiedOrigin(
  tx: TenantTx,
  { agencyId, siteId }: Tenant,
  origin: string,
): Promise<string | undefined> {
  const rows = await tx.rows<{ pattern: string }>(queries.listVerified, [agencyId, siteId, tx.now])
  return rows.find(({ pattern }) => matchesOrigin(pattern, origin))?.pattern
}
