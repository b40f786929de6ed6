import { appDe } from '../../../app/messages/de.ts'
import type { RequestMessages } from './en.ts'

export const de: RequestMessages = {
  ...appDe,
  requestLog: 'Anfrageprotokoll',
  requestHint: 'Was von der API dieser Website verlangt wurde, und warum etwas abgelehnt wurde.',
  onlyRefused: 'Nur abgelehnte',
  all: 'Alle',
  shown: 'Anzeigen',
  showMore: 'Mehr anzeigen',
  refresh: 'Aktualisieren',
  noRefused: 'Nichts wurde abgelehnt',
  noRefusedText: 'Widgets und Programme haben bekommen, was sie wollten.',
  noRequests: 'Noch keine Anfragen',
  noRequestsText: 'Sie erscheinen, sobald ein Widget gezeigt wird.',
  from: 'von',
  verifyDomain: 'Diese Domain bestätigen',
  whyOrigin: 'Diese Website ist nicht bestätigt, deshalb zeigt sie keine Widgets.',
  whyKey: 'Der Schlüssel fehlt, ist falsch oder widerrufen.',
  whyDenied: 'Der Schlüssel oder die Rolle erlaubt das nicht.',
  whyLimit: 'Zu viele Anfragen in kurzer Zeit.',
  whyInput: 'Die Eingaben stimmten nicht.',
  whyUnknown: 'Unter dieser Adresse gibt es nichts.',
  whyConflict: 'Jemand anderes war schneller.',
  whyOurs: 'Ein Fehler bei uns. Der Support findet ihn über die Referenz.',
  whyOther: 'Abgelehnt.',
}
