/** The domains of a site: added by its people, proven by their owner, checked again every day. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context, Tenant } from '../context.ts'
import type { Emit } from '../events/emit.ts'
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
  /** What the last check found, in words. */
  readonly lastSeen: string | null
  readonly lastCheckedAt: string | null
  readonly verifiedAt: string | null
  /** Of development addresses only: thirty days after they were last verified by hand. */
  readonly expiresAt: string | null
  readonly createdAt: string
}

const hourMs = 3_600_000
const developmentMs = 30 * 24 * hourMs
const recheckMs = 24 * hourMs
/** So many failed checks in a row revoke a domain: one bad day of a host is not a change of mind. */
const revokeAfter = 3

const originOf = (pattern: string): string => pattern.replace('://*.', '://')
const hostOf = (pattern: string): string => new URL(originOf(pattern)).hostname
const withProofs = (domain: Domain) => ({ ...domain, proofs: proofsOf(hostOf(domain.pattern), domain.token) })
const unknownDomain = () => new DmError('NOT_FOUND', 'domain.unknown')

/** Oldest first, each with what its owner has to put where. */
export function listDomains(ctx: Context) {
  return ctx.read(async (tx) => (await tx.rows<Domain>(queries.listDomains, [tx.agencyId, tx.siteId])).map(withProofs))
}

export interface NewDomain {
  readonly pattern: string
  /** Only a demonstration chooses its own. */
  readonly token?: string
}

/**
 * Other sites may have the same domain: each proves it with a token of its own.
 * Throws VALIDATION_ERROR `domain.…`, and CONFLICT for a domain that the site already has.
 */
export function addDomain(ctx: Context, { pattern, token = newLabel(26) }: NewDomain) {
  const { kind, text } = parsePattern(pattern)
  return ctx.transaction(async (tx, emit) => {
    const expiresAt = kind === 'development' ? later(tx.now, developmentMs) : null
    const row = [tx.agencyId, tx.siteId, tx.newId(), text, kind, token, expiresAt, tx.now]
    const domain = (await tx.row<Domain>(queries.insertDomain, row))! // an insert without conflict returns its row
    await emit('core.domain.added', { domainId: domain.id })
    return withProofs(domain)
  })
}

/** Frames of its pages are refused from the next request on. */
export function removeDomain(ctx: Context, { id }: { id: string }): Promise<void> {
  return ctx.transaction(async (tx, emit) => {
    if ((await tx.run(queries.deleteDomain, [tx.agencyId, tx.siteId, id])) === 0) throw unknownDomain()
    await dropJob(tx, recheckKey(id))
    await emit('core.domain.removed', { domainId: id })
  })
}

/**
 * Looks now, because a person asks. The network is asked outside any transaction; the answer and its event
 * are written in one. A failure does not count against a verified domain, a success renews a development address.
 */
export async function verifyDomain(ctx: Context, { id }: { id: string }, prover: Prover) {
  const domain = await ctx.read((tx) => tx.row<Domain>(queries.findDomain, [tx.agencyId, tx.siteId, id]))
  if (!domain) throw unknownDomain()
  const verdict = await look(domain, prover)
  return ctx.transaction(async (tx, emit) => {
    const before = await tx.row<Domain>(queries.lockDomain, [tx.agencyId, tx.siteId, id])
    if (!before) throw unknownDomain()
    return withProofs(await settle({ tx, emit }, before, { verdict, counts: before.state !== 'verified' }))
  })
}

/**
 * The daily look. Three without a proof revoke the domain; a development address, which is not always
 * switched on, is looked at only to end it in time. A domain removed meanwhile is no error.
 */
export async function recheckDomain(ctx: Context, { id }: { id: string }, prover: Prover): Promise<void> {
  const domain = await ctx.read((tx) => tx.row<Domain>(queries.findDomain, [tx.agencyId, tx.siteId, id]))
  if (domain?.state !== 'verified') return
  const verdict = domain.kind === 'development' ? undefined : await look(domain, prover)
  await ctx.transaction(async (tx, emit) => {
    const before = await tx.row<Domain>(queries.lockDomain, [tx.agencyId, tx.siteId, id])
    if (before?.state !== 'verified') return
    if (verdict) await settle({ tx, emit }, before, { verdict, counts: true })
    else if (isOver(before, tx.now)) await revokeDevelopment({ tx, emit }, before)
    else await scheduleRecheck(tx, before)
  })
}

/** Whether a page of this origin may carry the site's widgets at this moment: the pattern that says so. */
export async function findVerifiedOrigin(
  tx: TenantTx,
  { agencyId, siteId }: Tenant,
  origin: string,
): Promise<string | undefined> {
  const rows = await tx.rows<{ pattern: string }>(queries.listVerified, [agencyId, siteId, tx.now])
  return rows.find(({ pattern }) => matchesOrigin(pattern, origin))?.pattern
}

interface Writing {
  readonly tx: TenantTx
  readonly emit: Emit
}

interface Finding {
  readonly verdict: Verdict
  /** Whether a missing proof brings the domain nearer to its end. */
  readonly counts: boolean
}

const look = ({ pattern, token }: Domain, prover: Prover): Promise<Verdict> =>
  proveDomain({ origin: originOf(pattern), host: hostOf(pattern), token }, prover)

async function settle({ tx, emit }: Writing, before: Domain, { verdict, counts }: Finding): Promise<Domain> {
  const proven = verdict.method !== null
  const failures = proven ? 0 : before.failures + (counts ? 1 : 0)
  const after = await update(tx, before, {
    state: proven ? 'verified' : stateWithout(before.state, failures),
    method: verdict.method ?? before.method,
    failures,
    lastSeen: verdict.seen,
    verifiedAt: proven && before.state !== 'verified' ? tx.now : before.verifiedAt,
    expiresAt: proven && before.kind === 'development' ? later(tx.now, developmentMs) : before.expiresAt,
  })
  if (after.state !== before.state) await emit(`core.domain.${after.state}`, { domainId: before.id })
  if (after.state === 'verified') await scheduleRecheck(tx, after)
  return after
}

/** What a domain becomes when its proof was not found. */
function stateWithout(state: Domain['state'], failures: number): Domain['state'] {
  if (state === 'verified') return failures >= revokeAfter ? 'revoked' : 'verified'
  return state === 'revoked' ? 'revoked' : 'failed'
}

async function revokeDevelopment({ tx, emit }: Writing, before: Domain): Promise<void> {
  await update(tx, before, { ...before, state: 'revoked', lastSeen: 'Its thirty days are over; verify it again.' })
  await emit('core.domain.revoked', { domainId: before.id })
}

type Change = Pick<Domain, 'state' | 'method' | 'failures' | 'lastSeen'> & {
  readonly verifiedAt: Date | string | null
  readonly expiresAt: Date | string | null
}

async function update(tx: TenantTx, { id }: Domain, change: Change): Promise<Domain> {
  const { state, method, failures, lastSeen, verifiedAt, expiresAt } = change
  const values = [state, method, failures, lastSeen, tx.now, verifiedAt, expiresAt]
  return (await tx.row<Domain>(queries.updateDomain, [tx.agencyId, tx.siteId, id, ...values]))! // locked before
}

const recheckKey = (id: string): string => `domain:${id}:recheck`

async function scheduleRecheck(tx: TenantTx, { id, expiresAt }: Domain): Promise<void> {
  const runAt = expiresAt === null ? later(tx.now, recheckMs) : new Date(expiresAt)
  await scheduleJob(tx, { task: 'recheck-domain', payload: { domainId: id }, runAt, key: recheckKey(id) })
}

const isOver = ({ expiresAt }: Domain, now: Date): boolean => expiresAt !== null && new Date(expiresAt) <= now
const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms)
