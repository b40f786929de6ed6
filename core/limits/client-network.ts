/** Whose requests are counted together: one IPv4 address, or the 64 bits that one IPv6 customer has. */
import ipaddr from 'ipaddr.js'

export function clientNetwork(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address) // takes IPv4 out of `::ffff:0:0/96`
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16))
  return `${network.join(':')}::/64`
}
