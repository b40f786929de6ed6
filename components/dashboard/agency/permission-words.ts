/** What a permission allows, in the reader's language where it is one of the platform's own. */
import type { AgencyWords } from './agency-desk.ts'
import type { AgencyMessage } from './agency-words.ts'
import type { Permission } from './rows.ts'

const known: Readonly<Record<string, AgencyMessage>> = {
  'site:read': 'maySeeSite',
  'domains:read': 'maySeeDomains',
  'domains:write': 'mayChangeDomains',
  'keys:read': 'maySeeKeys',
  'keys:write': 'mayChangeKeys',
  'requests:read': 'maySeeRequests',
  'agency:read': 'maySeeAgency',
  'agency:write': 'mayChangeAgency',
  'usage:read': 'maySeeUsage',
  'clients:read': 'maySeeClients',
  'clients:write': 'mayChangeClients',
  'sites:read': 'maySeeSites',
  'sites:write': 'mayChangeSites',
  'sites:manage': 'mayManageSites',
  'members:read': 'maySeeMembers',
  'members:write': 'mayChangeMembers',
  'roles:write': 'mayChangeRoles',
  'ownership:write': 'mayHandOver',
  'audits:read': 'maySeeAudits',
}

/** A module's permissions say themselves what they are. */
export const sayPermission = (words: AgencyWords, { name, label }: Pick<Permission, 'name' | 'label'>): string =>
  Object.hasOwn(known, name) ? words.say(known[name]!) : label
