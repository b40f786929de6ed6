/** Words of a site’s request log. */
import { appEn } from '../../../app/messages/en.ts'

export const en = {
  ...appEn,
  requestLog: 'Request log',
  requestHint: 'What was asked of this site’s API, and why something was refused.',
  onlyRefused: 'Only refused',
  all: 'All',
  shown: 'Show',
  showMore: 'Show more',
  refresh: 'Refresh',
  noRefused: 'Nothing was refused',
  noRefusedText: 'Widgets and programs got what they asked for.',
  noRequests: 'No requests yet',
  noRequestsText: 'They appear as soon as a widget is shown.',
  from: 'from',
  verifyDomain: 'Verify this domain',
  whyOrigin: 'This website is not verified for the site, so widgets do not show on it.',
  whyKey: 'The key is missing, wrong or revoked.',
  whyDenied: 'The key or the role does not allow this.',
  whyLimit: 'Too many requests in a short time.',
  whyInput: 'The input was not right.',
  whyUnknown: 'There is nothing at this address.',
  whyConflict: 'Somebody else was faster.',
  whyOurs: 'A mistake on our side. Support finds it by the reference.',
  whyOther: 'It was refused.',
}

export type RequestMessages = typeof en
