/** Registers the pages of an agency, and loads their words. */
import { DmActionMenu } from '../../app/action-menu.ts'
import { DmDialog } from '../../app/dialog.ts'
import { DmFieldForm } from '../../app/field-form.ts'
import { agencyWords } from './agency-words.ts'
import { DmAudits } from './audits.ts'
import { DmBrand } from './brand.ts'
import { DmClientForm } from './client-form.ts'
import { DmClients } from './clients.ts'
import { DmAgencyHome } from './home.ts'
import { DmMemberForm } from './member-form.ts'
import { DmMembers } from './members.ts'
import { DmRoleForm } from './role-form.ts'
import { DmRoles } from './roles.ts'
import { DmAgencySettings } from './settings.ts'
import { DmSiteForm } from './site-form.ts'
import { DmSites } from './sites.ts'

DmDialog.define('dm-dialog')
DmActionMenu.define('dm-action-menu')
DmFieldForm.define('dm-field-form')
DmClientForm.define('dm-client-form')
DmSiteForm.define('dm-site-form')
DmMemberForm.define('dm-member-form')
DmRoleForm.define('dm-role-form')
DmAgencyHome.define('dm-agency-home')
DmClients.define('dm-clients')
DmSites.define('dm-sites')
DmMembers.define('dm-members')
DmRoles.define('dm-roles')
DmAudits.define('dm-audits')
DmBrand.define('dm-brand')
DmAgencySettings.define('dm-agency-settings')

export const loadWords = (locale: string): Promise<void> => agencyWords.load(locale)
