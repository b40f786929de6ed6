/** What the request log writes of a caller before the place is known: where they are at home. */
import { findHome } from '@dramac/core/access/find-grants'
import type { Principal, Tenant } from '@dramac/core/context'
import { actorOf, impersonatorOf } from '@dramac/core/create-context'
import type { Installation } from '../installation.ts'
import { principalOf, type Caller } from './authenticate.ts'
import type { Entry } from './request-log.ts'

const nothing = { grants: [], calls: new Set<string>() }

/** Until the place is known, the request belongs to the log of where its caller is at home. */
export function logEntry(
  { db }: Pick<Installation, 'db'>,
  caller: Caller,
  [area = '', ...rest]: readonly (string | undefined)[],
): Entry {
  // Identities would make every row a route of its own; a text of the caller's that is none of ours has no place here.
  const route = [area, ...rest.slice(0, 3)]
    .map((part = '') => (/^[a-z][a-z_-]{0,40}$/.test(part) ? part : ':id'))
    .join('/')
  return { tenant: () => homeOf(db, caller), ...namesOf(principalOf(caller, nothing)), route }
}

const namesOf = (principal: Principal) => ({ actor: actorOf(principal), impersonator: impersonatorOf(principal) })

async function homeOf(db: Installation['db'], caller: Caller): Promise<Tenant | undefined> {
  switch (caller.kind) {
    case 'key':
      return caller.key
    case 'widget':
      return caller.token
    case 'session':
      return findHome(db, caller.userId)
  }
}
