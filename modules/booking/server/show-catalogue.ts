/** What the site offers, as its visitors see it. */
import type { Context } from '@dramac/core/context'
import { getSite } from '@dramac/core/sites/find-site'
import type { Catalogue } from '../contract.ts'
import { records } from './records.ts'

const active = { active: true } as const
const byPosition = { field: 'position', descending: false } as const

export function showCatalogue(ctx: Context): Promise<Catalogue> {
  return ctx.read(async (tx) => {
    const [site, services, resources, links] = await Promise.all([
      getSite(tx),
      records.list(tx, 'service', { where: active, order: byPosition, limit: 200 }),
      records.list(tx, 'resource', { where: active, order: byPosition, limit: 500 }),
      records.list(tx, 'service_resource', { order: { field: 'createdAt', descending: false }, limit: 5000 }),
    ])
    return {
      business: { name: site.name, zone: site.zone },
      services: services
        .map((service) => {
          const giving = new Set(links.filter((link) => link.serviceId === service.id).map((link) => link.resourceId))
          return {
            id: service.id,
            slug: service.slug,
            name: service.name,
            description: service.description,
            durationMinutes: service.durationMinutes,
            price: service.price,
            requiresConfirmation: service.requiresConfirmation,
            resources: resources.filter((one) => giving.has(one.id)).map(({ id, slug, name }) => ({ id, slug, name })),
          }
        })
        .filter((service) => service.resources.length > 0),
    }
  })
}
