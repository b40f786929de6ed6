import { Resolver } from 'node:dns/promises'
import type { Prover } from './prove.ts'

export interface ProverOptions {
  /** `address:port` of name servers; absent: the machine's own. */
  readonly servers?: readonly string[]
  /** `address:port` on this machine that may be fetched although it is private. */
  readonly allowAddresses: readonly string[]
}

/** Asks real name servers, never the hosts file: what stands there is our machine's business, not the domain's. */
export function createProver({ servers, allowAddresses }: ProverOptions): Prover {
  const resolver = new Resolver({ timeout: 2500, tries: 2 })
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
