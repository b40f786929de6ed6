/** What each role may do. Module permissions are `<module>:read` and `<module>:write`; `*` stands for any module. */

export type Role = 'owner' | 'admin' | 'member' | 'client'

/** Core's own permissions, in words for screens. */
export const corePermissions = {
  'site:read': 'See the site',
  'domains:read': 'See verified domains',
  'domains:write': 'Add, verify and remove domains',
  'keys:read': 'See API keys',
  'keys:write': 'Create and revoke API keys',
  'requests:read': 'See the log of requests',
} as const

const granted: Record<Role, readonly string[]> = {
  owner: [...Object.keys(corePermissions), '*:read', '*:write'],
  admin: [...Object.keys(corePermissions), '*:read', '*:write'],
  member: ['site:read', 'domains:read', '*:read', '*:write'],
  client: ['site:read', '*:read', '*:write'],
}

/** The permissions of a role, spelled out for the modules that are installed. */
export function permissionsOf(role: Role, modules: readonly string[]): string[] {
  return granted[role].flatMap((permission) =>
    permission.startsWith('*') ? modules.map((module) => module + permission.slice(1)) : [permission],
  )
}
