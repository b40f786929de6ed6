/** Words of the notification centre. */
import { appEn } from '../../../app/messages/en.ts'

export const en = {
  ...appEn,
  notifications: 'Notifications',
  category: 'Category',
  allCategories: 'All',
  security: 'Security',
  sitesAndDomains: 'Sites and domains',
  dailyWork: 'Daily work',
  unread: 'unread',
  readAll: 'Mark all as read',
  markRead: 'Mark as read: {title}',
  archiveOne: 'Archive: {title}',
  look: 'Have a look',
  showMore: 'Show more',
  nothingNew: 'Nothing here',
  nothingNewText: 'We tell you here when something happens that concerns you.',
  preferences: 'Preferences',
  preferencesHint: 'By which ways you want to be told, and when not.',
  inApp: 'Here',
  byMail: 'By email',
  alwaysOn: 'always on',
  digest: 'Emails come',
  digestHint: 'Gathered mails come at eight in the morning. Security never waits.',
  off: 'At once',
  daily: 'Once a day',
  weekly: 'Once a week',
  quietFrom: 'Quiet from',
  quietTo: 'Quiet to',
  quietHint: 'No emails in these hours of your time zone.',
  none: 'None',
}

export type NotificationMessages = typeof en
