/** What is archived can be had back for a month. */
const restorableDays = 30
const ms = restorableDays * 86_400_000

export const purgeTimeOf = (archivedAt: string | null): string | null =>
  archivedAt === null ? null : new Date(Date.parse(archivedAt) + ms).toISOString()

/** What was archived until then is gone by now. */
export const newestPurged = (now: Date): Date => new Date(now.getTime() - ms)
