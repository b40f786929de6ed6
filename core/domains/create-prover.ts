import { Resolver } from 'node:dns/promises'
import type { Prover } from './prove.ts'

export interface ProverOptions {
  /** `address:port` of name servers; absent: the machine's own. */
  readonly servers?: readonly string[]
  readonly allowAddresses: readonly string[]
}

export function createProver({ servers, allowAddresses }: ProverOptions): Prover {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  if (servers) resolver.setServers(servers)
  return {
    resolveTxt: async (name) => (await resolver.resolveTxt(name)).map((parts) => parts.join('')),
    limits: {
      resolve: async (host) => {
        const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
        return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      },
      allowAddresses,
    },
  }
}
