/** Every type of mail as a place would send it, from its example: what a brand looks like before anybody gets to see it. */
import { DmError } from '@dramac/contract/wire/errors'
import { isAgency } from '../access/places.ts'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { fillMail } from '../mail/fill-mail.ts'
import { layOutMail } from '../mail/lay-out-mail.ts'
import type { Audience, Category, MailContent, MailType } from '../mail/mail-type.ts'
import { mailTypes } from '../mail/mail-types.ts'
import { isStoppable, stopUrl } from '../mail/stop-mail.ts'
import type { Module } from '../modules/module.ts'
import { listSiteModules } from '../sites/find-site.ts'
import type { BrandPatch } from './brand-fields.ts'
import { resolveBrand } from './resolve-brand.ts'

interface KnownMail {
  readonly kind: string
  readonly audience: Audience
  readonly category: Category
  readonly sample: (locale: string) => MailContent
}

type Modules = ReadonlyMap<string, Module>

/** Core's own, and of a site those of its modules. */
async function listKnown(tx: TenantTx, modules: Modules): Promise<KnownMail[]> {
  const installed = isAgency(tx) ? [] : await listSiteModules(tx)
  return [
    ...Object.entries<MailType>(mailTypes).map(([kind, type]) => ({
      kind,
      audience: type.audience,
      category: type.category,
      sample: (locale: string) => fillMail(kind, type, { locale, zone: 'UTC', facts: type.sample }),
    })),
    ...installed.flatMap(({ module }) =>
      Object.entries(modules.get(module)?.server.mails ?? {}).map(([name, mail]) => ({
        kind: `${module}.${name}`,
        ...mail,
      })),
    ),
  ]
}

export async function listMailTypes(ctx: Context, modules: Modules) {
  const known = await ctx.read((tx) => listKnown(tx, modules))
  return known.map(({ kind, audience, category }) => ({ kind, audience, category }))
}

export interface Preview {
  readonly kind: string
  readonly locale: string
  /** Tried on, not kept. */
  readonly brand?: BrandPatch
}

export function previewMail(ctx: Context, { kind, locale, brand: draft }: Preview, modules: Modules) {
  return ctx.read(async (tx) => {
    const mail = (await listKnown(tx, modules)).find((one) => one.kind === kind)
    if (!mail) throw new DmError('NOT_FOUND', 'core.mail_type_unknown')
    const { audience, category } = mail
    const brand = await resolveBrand(tx, audience, draft)
    const content = mail.sample(locale)
    const stop = { tenant: ctx.tenant, recipient: 'nobody@example.com', category }
    const laidOut = layOutMail(content, brand, isStoppable(category) ? stopUrl(ctx, stop) : undefined)
    return { kind, fromName: brand.fromName, subject: content.subject, ...laidOut }
  })
}
