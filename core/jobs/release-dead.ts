/** A worker that was killed leaves its job locked for hours; whoever is alive gives it back. */
import type { Tx } from '../db/tx.ts'
import { unlockDead } from './queries.ts'

/** Far beyond what any job of ours may take: the network and the database end each of them sooner. */
const longestJobMs = 10 * 60_000

/** `alone` when no other worker can be running: then every lock is a dead one's. */
export async function releaseDead(tx: Tx, { now, alone }: { now: Date; alone: boolean }): Promise<void> {
  await tx.run(unlockDead, [alone ? null : new Date(now.getTime() - longestJobMs)])
}
