/** Every type of core's own mail, by its kind. */
import { agencyMails } from './types/agency.ts'
import { identityMails } from './types/identity.ts'
import { notificationMails } from './types/notification.ts'
import { siteMails } from './types/site.ts'

export const mailTypes = { ...identityMails, ...agencyMails, ...siteMails, ...notificationMails } as const

export type MailKind = keyof typeof mailTypes
