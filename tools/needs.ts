/** What a test or a bench may need of this machine besides Node, and how it gets there. */
import { findBrowser } from './browser.ts'
import { findRedis } from './redis.ts'

const providers = {
  /** Sets CHROME_PATH, which tests and benches read. */
  browser: async () => {
    process.env['CHROME_PATH'] = (await findBrowser()).path
  },
  /** Sets REDIS_SERVER_PATH, which tests read. */
  redis: () => {
    process.env['REDIS_SERVER_PATH'] = findRedis()
  },
} satisfies Record<string, () => void | Promise<void>>

export type Need = keyof typeof providers

export const isNeed = (value: unknown): value is Need => typeof value === 'string' && Object.hasOwn(providers, value)

/** @throws Error with the one line to run when something is neither here nor can be fetched. */
export async function provide(needs: readonly Need[]): Promise<void> {
  for (const need of needs) await providers[need]()
}
