import type { Context } from '../context.ts'
import { counterName } from './counter-name.ts'
import type { LimitKind } from './limits.ts'

export interface Counted {
  readonly kind: LimitKind
  /** A person by identity or address of mail, a key by identity, anybody by their address of the network. */
  readonly who: string
}

export interface Reset extends Counted {
  /** Where the requests are counted: forgets those of the name. */
  readonly forget: (kind: LimitKind, name: string) => Promise<void>
}

/** Lets somebody begin anew. The record names people by identity, and mail and networks by a digest: it outlives the counter. */
export async function resetCounter(ctx: Context, { kind, who, forget }: Reset): Promise<void> {
  const name = counterName(kind, who)
  const recorded = /^[\da-f]{8}-[\da-f-]{27}$/.test(name) ? name : ctx.sealer.digest('limit', name).toString('hex')
  await ctx.transaction(async (_tx, emit) => {
    await emit('platform.limit.reset', { kind, who: recorded })
    // Last: what cannot be forgotten is not said to be.
    await forget(kind, name)
  })
}
