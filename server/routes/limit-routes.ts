/** What super admins see of rate limits, and whom they let begin anew, below `/v1/platform`. */
import { counterName } from '@dramac/core/limits/counter-name'
import { limits, type LimitKind } from '@dramac/core/limits/limits'
import { resetCounter, type Counted } from '@dramac/core/limits/reset-counter'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Installation } from '../installation.ts'
import { noContent, ok, type Saying, type SiteRoute } from '../http/route.ts'

const kinds = Object.keys(limits) as LimitKind[]
const counted: JsonSchema = {
  type: 'object',
  required: ['kind', 'who'],
  properties: {
    kind: { type: 'string', enum: kinds },
    /** As `Counted` says, or what the counter of a widget is called. */
    who: { type: 'string', minLength: 1, maxLength: 254 },
  },
}

export function limitRoutes({ config, limiter }: Installation): readonly SiteRoute[] {
  const describe = (kind: LimitKind) => {
    const { of, windowSeconds, outage } = limits[kind]
    return {
      kind,
      of,
      windowSeconds,
      requests: limiter.quotaOf(kind),
      keyRequests: limiter.quotaOf(kind, { isKey: true }),
      outage,
    }
  }
  return [
    {
      method: 'GET',
      path: 'limits',
      permission: 'platform:read',
      limit: 'staff-read',
      query: { ...counted, required: [], dependentRequired: { kind: ['who'], who: ['kind'] } },
      async handle({ query }: Saying<unknown, Partial<Counted>>) {
        const all = { place: limiter.place(), nodes: config.nodes, data: kinds.map(describe) }
        const { kind, who } = query
        if (kind === undefined || who === undefined) return ok(all)
        return ok({ ...all, counter: { kind, who, ...(await limiter.find(kind, counterName(kind, who))) } })
      },
    },
    {
      method: 'POST',
      path: 'limits/reset',
      permission: 'platform:operate',
      limit: 'staff-write',
      body: counted,
      async handle({ ctx, body }: Saying<Counted>) {
        await resetCounter(ctx, { ...body, forget: limiter.reset })
        return noContent
      },
    },
  ]
}
