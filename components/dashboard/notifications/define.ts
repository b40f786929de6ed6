/** Registers what the bell opens, and loads its words. */
import { DmDialog } from '../../app/dialog.ts'
import { DmFieldForm } from '../../app/field-form.ts'
import { DmNotificationPreferences } from './notification-preferences.ts'
import { notificationWords } from './notification-words.ts'
import { DmNotifications } from './notifications.ts'

DmDialog.define('dm-dialog')
DmFieldForm.define('dm-field-form')
DmNotifications.define('dm-notifications')
DmNotificationPreferences.define('dm-notification-preferences')

export const loadWords = (locale: string): Promise<void> => notificationWords.load(locale)
