/** Registers the provider before those that ask it. */
import { DmIsAdmin, DmRequireSite } from './guards.ts'
import { DmTenant } from './tenant-provider.ts'

DmTenant.define('dm-tenant')
DmRequireSite.define('dm-require-site')
DmIsAdmin.define('dm-is-admin')
