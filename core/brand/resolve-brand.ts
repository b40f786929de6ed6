/**
 * What a brand comes to. What a customer sees is the site's, and what the site leaves open its agency's; what staff and clients
 * see is the agency's. Of neither there is a neutral look under its name, never the platform's.
 */
import { isAgency, isPlatform } from '../access/places.ts'
import type { TenantTx } from '../db/tx.ts'
import type { Audience } from '../mail/mail-type.ts'
import { applyPatch, type BrandFields, type BrandPatch } from './brand-fields.ts'
import { legibleOn } from '@dramac/contract/wire/contrast'
import { listBrands } from './queries.ts'

export interface Brand extends Omit<BrandFields, 'displayName'> {
  readonly name: string
  readonly fromName: string
  /** `#rrggbb`, and what is legible on it. */
  readonly accent: string
  readonly onAccent: string
  readonly level: NonNullable<BrandFields['level']>
}

export interface BrandRow {
  readonly place: 'site' | 'agency'
  readonly name: string
  readonly fields: BrandFields
  readonly version: number
}

const neutralAccent = '#1f2937'
/** For the platform's own people, and whoever belongs to no agency yet. */
const platformName = 'Dramac'

export const findBrands = (tx: TenantTx): Promise<BrandRow[]> => tx.rows<BrandRow>(listBrands, [tx.agencyId, tx.siteId])

/** The place's own row: of a site the site's, of an agency the agency's. */
export const ownBrand = (tx: TenantTx, rows: readonly BrandRow[]): BrandRow =>
  rows.find(({ place }) => place === (isAgency(tx) ? 'agency' : 'site'))!

/** `draft` is tried on in the place's own brand. */
export async function resolveBrand(tx: TenantTx, audience: Audience, draft: BrandPatch = {}): Promise<Brand> {
  if (audience === 'platform' && !isPlatform(tx))
    return mergeBrands([{ place: 'agency', name: platformName, fields: {}, version: 0 }])
  const found = await findBrands(tx)
  const own = ownBrand(tx, found)
  const rows = found.map((row) => (row === own ? { ...row, fields: applyPatch(row.fields, draft) } : row))
  if (isPlatform(tx)) return mergeBrands(rows.map((row) => ({ ...row, name: platformName })))
  return mergeBrands(listChain(rows, audience))
}

/** In the order in which they count. */
const listChain = (rows: readonly BrandRow[], audience: Audience): BrandRow[] =>
  (audience === 'customer' ? (['site', 'agency'] as const) : (['agency'] as const)).flatMap((place) =>
    rows.filter((row) => row.place === place),
  )

/** Names are a place's own: a salon's mail never comes from its agency. Everything else that it leaves open is inherited. */
export function mergeBrands([own, ...rest]: readonly BrandRow[]): Brand {
  const { displayName, fromName, ...inherited }: BrandFields = Object.assign(
    {},
    ...rest.toReversed().map(({ fields }) => withoutNames(fields)),
    own?.fields,
  )
  const name = displayName ?? own?.name ?? platformName
  const accent = inherited.accent ?? neutralAccent
  // What was chosen to be read on another accent is not to be read on this one.
  const chosen = own?.fields.accent ? own.fields.onAccent : inherited.onAccent
  return {
    level: 'basic',
    ...inherited,
    name,
    fromName: fromName ?? name,
    accent,
    onAccent: chosen ?? legibleOn(accent),
  }
}

const withoutNames = (fields: BrandFields): BrandFields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => field !== 'displayName' && field !== 'fromName'))
