/** How far a piece of work is, written now and then: often enough for a person who watches, rarely enough to cost nothing. */
import type { StateMachine } from '@dramac/contract/manifest'
import type { Context } from '../context.ts'
import { Superseded, type WorkKind } from './work.ts'

const rowsBetween = 10_000

export interface Progress {
  /** How much there is to do. */
  begin(total: number): Promise<void>
  /** @throws Superseded when the work is another's by now, or nobody's. */
  add(rows: number): Promise<void>
  done(): number
}

export function createProgress<M extends StateMachine>(
  ctx: Context,
  { statements }: WorkKind<M>,
  { id, attempt }: { id: string; attempt: number },
): Progress {
  let done = 0
  let told = 0
  const tell = async (total: number | null) => {
    told = done
    const changed = await ctx.transaction((tx) =>
      tx.run(statements.progress, [tx.agencyId, tx.siteId, id, attempt, done, tx.now, total]),
    )
    if (changed === 0) throw new Superseded(id)
  }
  return {
    begin: tell,
    async add(rows) {
      done += rows
      if (done - told >= rowsBetween) await tell(null)
    },
    done: () => done,
  }
}
