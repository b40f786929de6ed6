/** Which addresses anybody on the internet could reach. */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What IPv6 assigns to the internet. Outside it stand forms that carry an IPv4 address, like `::7f00:1`. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * False for this machine, private, link-local and shared networks, metadata services, multicast, reserved
 * and documentation ranges, for IPv6 that wraps such an IPv4 address, and for anything that is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (!isIP(text)) return false
  const address = ipaddr.process(text) // takes IPv4 out of `::ffff:0:0/96`
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || address.match(globalUnicast)
}
