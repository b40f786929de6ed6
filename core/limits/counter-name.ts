/** By what name a caller is counted; and which counter a person means who names somebody in words. */
import { isIP } from 'node:net'
import { DmError } from '@dramac/contract/wire/errors'
import { hashSecret } from '../identity/secrets.ts'
import { emailKeyOf } from '../identity/sign-in.ts'
import { clientNetwork } from './client-network.ts'
import { limits, type LimitKind } from './limits.ts'

/** Whether or not there is an account: what is counted tells nobody's address. */
export const accountCounter = (email: string): string => hashSecret(emailKeyOf(email)).toString('base64url')

/** Of an address of the network, an address of mail, an identity, or a counter's own name. */
export function counterName(kind: LimitKind, who: string): string {
  const counted = limits[kind].of
  if (counted === 'account') return who.includes('@') ? accountCounter(who) : who
  const isNetwork = isIP(who) !== 0
  if (counted === 'network' && !isNetwork && !/^[\da-f:]+::\/64$/.test(who))
    throw new DmError('VALIDATION_ERROR', 'core.input_refused', {
      errors: [{ path: '/who', rule: 'network', message: 'must be an address of the network' }],
    })
  return isNetwork ? clientNetwork(who) : who
}
