/** Names in addresses. A site's is unique in the whole installation, and once given stays its own. */
import { DmError } from '@dramac/contract/wire/errors'
import { toSlug } from '../agencies/to-slug.ts'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { newLabel } from '../identity/secrets.ts'
import * as queries from './queries.ts'

/** Hosts and paths that are ours, or that visitors would take for ours. */
const reserved: ReadonlySet<string> = new Set(
  `www api app admin cdn embed portal mail static assets status about abuse account accounts agency agencies auth billing blog
  booking builder careers client clients contact console dashboard demo dev developer developers dns docs download email
  example files forum frames ftp git graphql help home host hostmaster imap image images info internal invitation legal local
  localhost login logout marketplace media metrics module modules news oauth oidc pages payment payments platform pop
  postmaster preview privacy public root sales search security session shop signin sign-in signup sign-up site sites smtp
  sso staging store studio support system team terms test tools upload user users verify webhook webhooks webmaster`.split(
    /\s+/,
  ),
)

export type SlugFault = 'length' | 'pattern' | 'reserved' | 'taken'

const words: Record<SlugFault, string> = {
  length: 'has from 3 to 63 letters',
  pattern: 'is of small letters, digits and hyphens, with none of these at its ends',
  reserved: 'is a name of the platform’s own',
  taken: 'is taken',
}

/** What keeps a text from being the name of anything. */
export function faultOfSlug(slug: string): Exclude<SlugFault, 'taken'> | undefined {
  if (slug.length < 3 || slug.length > 63) return 'length'
  // One that looks like an identity would stand in its way, and xn-- is how other scripts are spelt.
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])$/.test(slug) || /^(xn--|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)/.test(slug))
    return 'pattern'
  return reserved.has(slug) ? 'reserved' : undefined
}

/** @throws VALIDATION_ERROR */
export function requireSlug(slug: string): void {
  const fault = faultOfSlug(slug)
  if (fault === undefined) return
  const errors = [{ path: '/slug', rule: fault, message: words[fault] }]
  throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors })
}

export const slugTaken = (slug: string): DmError => new DmError('CONFLICT', 'core.slug_taken', { slug })

const isTaken = async (tx: TenantTx, slug: string): Promise<boolean> =>
  (await tx.row<{ taken: boolean }>(queries.isSlugTaken, [slug]))!.taken // it answers one row

/** Of a site that nobody named. The row's own constraint still decides. */
export async function chooseSiteSlug(tx: TenantTx, name: string): Promise<string> {
  const wanted = toSlug(name).slice(0, 57).replace(/-$/, '')
  const base = wanted.length < 3 ? `site-${wanted || newLabel(6)}` : wanted
  return !faultOfSlug(base) && !(await isTaken(tx, base)) ? base : `${base}-${newLabel(5)}`
}

export function checkSlug(
  ctx: Context,
  slug: string,
): Promise<{ slug: string; isAvailable: boolean; reason: string | null }> {
  return ctx.read(async (tx) => {
    const fault: SlugFault | undefined = faultOfSlug(slug) ?? ((await isTaken(tx, slug)) ? 'taken' : undefined)
    return { slug, isAvailable: fault === undefined, reason: fault ?? null }
  })
}
