/** Whose mail it is, as its reader sees that. */
import { isPlatform } from '../access/places.ts'
import type { Audience } from '../mail/mail-type.ts'
import type { TenantTx } from '../db/tx.ts'
import { listBrands } from './queries.ts'

export interface MailBrand {
  readonly name: string
  readonly fromName: string
  readonly replyTo?: string
  readonly logoUrl?: string
  readonly logoDarkUrl?: string
  /** `#rrggbb`, and what is legible on it. */
  readonly accent: string
  readonly onAccent: string
  readonly footerText?: string
  readonly footerAddress?: string
  readonly supportEmail?: string
  readonly supportUrl?: string
  readonly privacyUrl?: string
  readonly termsUrl?: string
}

interface BrandRow {
  readonly place: 'site' | 'agency'
  readonly name: string
}

const neutral = { accent: '#1f2937', onAccent: '#ffffff' }
/** Seen by the platform's own people, and by whoever belongs to no agency yet. */
const platformName = 'Dramac'

/** What a customer sees is the site's, what staff and clients see the agency's; of neither, a neutral look under its name. */
export async function findMailBrand(tx: TenantTx, audience: Audience): Promise<MailBrand> {
  const rows =
    audience === 'platform' || isPlatform(tx) ? [] : await tx.rows<BrandRow>(listBrands, [tx.agencyId, tx.siteId])
  const wanted = audience === 'customer' ? ['site', 'agency'] : ['agency']
  const name = wanted.map((place) => rows.find((row) => row.place === place)?.name).find(Boolean) ?? platformName
  return { ...neutral, name, fromName: name }
}
