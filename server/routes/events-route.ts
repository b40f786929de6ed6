/** `GET /v1/sites/{site}/events`: what happens on a site, as it happens, to who may read it. */
import { actorOf } from '@dramac/core/create-context'
import { can } from '@dramac/core/access/can'
import type { Context } from '@dramac/core/context'
import { listMissed } from '@dramac/core/events/list-missed'
import { permissionsToWatch } from '@dramac/core/events/watched-event'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { SiteRoute } from '../http/route.ts'
import { openEventStream, streamHeaders } from '../realtime/event-stream.ts'
import type { Hub } from '../realtime/hub.ts'

/** A browser's EventSource hears names that it was told beforehand, or all that is a `message`. */
const query: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string', enum: ['type', 'message'], default: 'type' } },
}

export const eventsRoute = (hub: Hub, modules: Iterable<string>): SiteRoute => routeTo(hub, permissionsToWatch(modules))

const routeTo = (hub: Hub, watchable: readonly string[]): SiteRoute => ({
  method: 'GET',
  path: 'events',
  permission: watchable,
  limit: 'staff-read',
  query,
  async handle({ ctx, query: { name }, lastEventId, renew }) {
    const watcher = openEventStream({
      permissions: heldOf(ctx, watchable),
      renew: async () => heldOf(await renew(), watchable),
      isNamed: name === 'type',
    })
    // Watching begins before what was missed is looked up: nothing falls between the two.
    const leave = hub.join({ siteId: ctx.tenant.siteId, actor: actorOf(ctx.principal) }, watcher)
    try {
      const missed = await listMissed(ctx, lastEventId)
      return { status: 200, headers: streamHeaders, stream: (response) => watcher.start(response, missed, leave) }
    } catch (error) {
      leave()
      throw error
    }
  },
})

const heldOf = ({ principal, tenant }: Context, watchable: readonly string[]): ReadonlySet<string> =>
  new Set(watchable.filter((permission) => can(principal, permission, tenant)))
