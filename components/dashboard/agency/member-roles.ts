/** Which roles a person may give, and what of the agency somebody of a role can see. */
import { listOfField, textOfField, type FormField, type FormOption, type FormValues } from '../../app/form-fields.ts'
import type { AgencyWords } from './agency-desk.ts'
import type { AgencyMessage } from './agency-words.ts'
import type { AgencyRole, Client, Site } from './rows.ts'

const system: readonly (readonly [role: string, message: AgencyMessage, rank: number])[] = [
  ['owner', 'roleOwner', 3],
  ['admin', 'roleAdmin', 2],
  ['member', 'roleMember', 1],
  ['client', 'roleClient', 0],
]

const rankOf = (role: string | undefined): number => system.find(([name]) => name === role)?.[2] ?? 1

export function sayRole(words: AgencyWords, role: string, roleName: string | null): string {
  const known = system.find(([name]) => name === role)
  return known ? words.say(known[1]) : (roleName ?? role)
}

/** None above one's own. Where an own role stands for more, the server says so. */
export const roleOptions = (
  words: AgencyWords,
  own: string | undefined,
  roles: readonly AgencyRole[],
): FormOption[] => [
  ...system
    .filter(([, , rank]) => rank <= rankOf(own))
    .map(([value, message]) => ({ value, label: words.say(message) })),
  ...roles.filter(({ isSystem }) => !isSystem).map(({ id, name }) => ({ value: `custom:${id}`, label: name })),
]

/** As a form has it in one field. */
export const toChoice = ({ role, roleId }: { readonly role: string; readonly roleId: string | null }): string =>
  roleId === null ? role : `custom:${roleId}`

/** Owners and admins have the whole agency. */
const isBounded = (values: FormValues): boolean => !['owner', 'admin'].includes(textOfField(values, 'role'))

export interface Assignment {
  readonly clients: readonly Client[]
  readonly sites: readonly Site[]
}

export function assignmentFields(words: AgencyWords, { clients, sites }: Assignment): FormField[] {
  const bounded: FormField[] = [
    {
      name: 'clientIds',
      label: words.say('accessClients'),
      hint: words.say('accessHint'),
      kind: 'checks',
      options: clients.map(({ id, name }) => ({ value: id, label: name })),
      when: isBounded,
    },
    {
      name: 'siteIds',
      label: words.say('accessSites'),
      kind: 'checks',
      options: sites.map(({ id, name, clientName }) => ({ value: id, label: name, group: clientName })),
      when: isBounded,
    },
  ]
  return bounded.filter(({ options }) => options?.length)
}

export function toAssignment(values: FormValues): object {
  const role = textOfField(values, 'role')
  const own = role.startsWith('custom:') ? role.slice('custom:'.length) : undefined
  const bounds = isBounded(values)
    ? { clientIds: listOfField(values, 'clientIds'), siteIds: listOfField(values, 'siteIds') }
    : { clientIds: [], siteIds: [] }
  return { ...(own === undefined ? { role } : { role: 'custom', roleId: own }), ...bounds }
}
