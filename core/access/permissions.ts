/**
 * Every permission of core, and which of the platform's own roles hold it. Modules add `<module>:read` and `<module>:write`.
 * A test fails when a route names one that is not here, and when one is here that no route names.
 */

export const systemRoles = {
  super_admin: { label: 'Super admin', rank: 4 },
  owner: { label: 'Owner', rank: 3 },
  admin: { label: 'Admin', rank: 2 },
  member: { label: 'Member', rank: 1 },
  client: { label: 'Client', rank: 0 },
} as const

export type SystemRole = keyof typeof systemRoles
/** An agency's own roles are `custom`, and say themselves what they hold. */
export type Role = SystemRole | 'custom'

export interface PermissionRow {
  /** In words, for consent and for screens. */
  readonly label: string
  /** Besides super admins, who hold all. */
  readonly roles: readonly Exclude<SystemRole, 'super_admin'>[]
  /**
   * Where it is asked for. `list`: of the agency, by an operation that answers only what its caller's grants cover, so that who is
   * bound to some clients or sites may ask as well.
   */
  readonly of: 'site' | 'agency' | 'list' | 'platform'
  /** Asked of a site in its own place as well, where a key may hold it. */
  readonly inSites?: true
}

const everybody = ['owner', 'admin', 'member', 'client'] as const
const team = ['owner', 'admin', 'member'] as const
const admins = ['owner', 'admin'] as const

export const corePermissions = {
  'site:read': { label: 'See the site', roles: everybody, of: 'site' },
  'domains:read': { label: 'See verified domains', roles: team, of: 'site' },
  'domains:write': { label: 'Add, verify and remove domains', roles: admins, of: 'site' },
  'keys:read': { label: 'See API keys', roles: admins, of: 'site' },
  'keys:write': { label: 'Create and revoke API keys', roles: admins, of: 'site' },
  'requests:read': { label: 'See the log of requests', roles: admins, of: 'site' },
  'brand:read': { label: 'See the brand', roles: team, of: 'site' },
  'brand:write': { label: 'Change the brand', roles: admins, of: 'site' },
  'mail:read': { label: 'See what mail was sent and what became of it', roles: admins, of: 'site' },
  'mail:write': { label: 'Let mail go to an address again', roles: admins, of: 'agency' },
  'data:export': { label: 'Export the site’s data', roles: admins, of: 'site' },
  'data:import': { label: 'Import data into the site', roles: admins, of: 'site' },
  'modules:read': { label: 'See what modules may do with each other’s data', roles: team, of: 'site' },
  'modules:request': { label: 'Ask for a module to use another’s data', roles: team, of: 'site' },
  'modules:write': { label: 'Decide what modules may do with each other’s data', roles: admins, of: 'site' },
  'agency:read': { label: 'See the agency', roles: team, of: 'list' },
  'agency:write': { label: 'Change the agency’s name and settings', roles: admins, of: 'agency' },
  'usage:read': { label: 'See what of the plan is used', roles: admins, of: 'agency' },
  'clients:read': { label: 'See clients', roles: team, of: 'list' },
  'clients:write': { label: 'Add, change, archive and restore clients', roles: admins, of: 'agency' },
  'sites:read': { label: 'See sites', roles: team, of: 'list' },
  'sites:write': { label: 'Change a site’s name and settings', roles: team, of: 'list' },
  'sites:manage': { label: 'Add, move, suspend, archive and restore sites', roles: admins, of: 'agency' },
  'members:read': { label: 'See members, invitations and roles', roles: admins, of: 'agency' },
  'members:write': { label: 'Invite, change and remove members', roles: admins, of: 'agency' },
  'clients:impersonate': { label: 'Act as a person of a client’s portal', roles: admins, of: 'agency' },
  'platform:impersonate': { label: 'Act as a person of any agency', roles: [], of: 'platform' },
  'roles:write': { label: 'Make, change and delete the agency’s own roles', roles: admins, of: 'agency' },
  'ownership:write': { label: 'Hand the agency over', roles: ['owner'], of: 'agency' },
  'audits:read': { label: 'See who did what', roles: admins, of: 'list', inSites: true },
  'platform:read': { label: 'See the platform', roles: [], of: 'platform' },
  'platform:operate': {
    label: 'Move jobs and errors of the platform, and reset rate limits',
    roles: [],
    of: 'platform',
  },
  'platform:write': { label: 'Suspend, resume and close agencies, and change their plans', roles: [], of: 'platform' },
} as const satisfies Record<string, PermissionRow>

const rows: Readonly<Record<string, PermissionRow>> = corePermissions

/** Of a module's permission, and of core's. */
export const placeOf = (permission: string): PermissionRow['of'] =>
  Object.hasOwn(rows, permission) ? rows[permission]!.of : 'site'

/** `*:read` and `*:write` stand for every module's; a client has of them what their portal opens. */
const modules = ['*:read', '*:write']

const held = new Map<SystemRole, ReadonlySet<string>>(
  (Object.keys(systemRoles) as SystemRole[]).map((role) => [
    role,
    new Set([
      ...(role === 'client' ? [] : modules),
      ...Object.keys(rows).filter(
        (name) => role === 'super_admin' || (rows[name]!.roles as readonly string[]).includes(role),
      ),
    ]),
  ]),
)

export const permissionsOfRole = (role: SystemRole): ReadonlySet<string> => held.get(role)!

/** What a site's key or an agency's own role may hold: everything that is asked of a site, and of an agency. */
export const grantablePermissions = (of: 'site' | 'agency', modulePermissions: Iterable<string>): string[] => [
  ...Object.keys(rows).filter(
    (name) => rows[name]!.of === 'site' || rows[name]!.inSites || (of === 'agency' && rows[name]!.of !== 'platform'),
  ),
  ...modulePermissions,
]

/** In words, for whoever puts a role together: what an agency's own role may hold. */
export const listPermissions = (ofModules: Readonly<Record<string, string>>) =>
  grantablePermissions('agency', Object.keys(ofModules)).map((name) => ({
    name,
    label: rows[name]?.label ?? ofModules[name]!, // one of both
    of: placeOf(name),
  }))
