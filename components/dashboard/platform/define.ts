/** Registers the platform's console, and loads its words. */
import { DmActionMenu } from '../../app/action-menu.ts'
import { DmDialog } from '../../app/dialog.ts'
import { DmFieldForm } from '../../app/field-form.ts'
import { DmPlatformAgencies } from './agencies.ts'
import { DmPlatformErrors } from './errors.ts'
import { DmPlatformHealth } from './health.ts'
import { DmPlatformJobs } from './jobs.ts'
import { platformWords } from './platform-words.ts'

DmDialog.define('dm-dialog')
DmActionMenu.define('dm-action-menu')
DmFieldForm.define('dm-field-form')
DmPlatformAgencies.define('dm-platform-agencies')
DmPlatformHealth.define('dm-platform-health')
DmPlatformErrors.define('dm-platform-errors')
DmPlatformJobs.define('dm-platform-jobs')

export const loadWords = (locale: string): Promise<void> => platformWords.load(locale)
