/** A booking for the visitor's own calendar: as a file, or by a link into a web calendar. */
import { html, type TemplateResult } from 'lit'
import type { Appointment } from '../contract.ts'
import type { Words } from './words.ts'

export function renderCalendarLinks(words: Words, booking: Appointment): TemplateResult {
  const title = `${booking.service.name} · ${booking.business.name}`
  const compact = (at: string) => at.replace(/[-:]|\.\d{3}/g, '')
  const google = new URL('https://calendar.google.com/calendar/render')
  google.search = String(
    new URLSearchParams({
      action: 'TEMPLATE',
      text: title,
      dates: `${compact(booking.startsAt)}/${compact(booking.endsAt)}`,
      details: booking.manageUrl,
    }),
  )
  const outlook = new URL('https://outlook.live.com/calendar/0/deeplink/compose')
  outlook.search = String(
    new URLSearchParams({
      path: '/calendar/action/compose',
      rru: 'addevent',
      subject: title,
      startdt: booking.startsAt,
      enddt: booking.endsAt,
      body: booking.manageUrl,
    }),
  )
  return html`<p class="row">
    <button type="button" class="button" @click=${() => saveCalendar(booking)}>
      ${words.say('addToCalendar')} (.ics)
    </button>
    <a class="button" target="_blank" rel="noopener noreferrer" href=${google.href}>${words.say('google')}</a>
    <a class="button" target="_blank" rel="noopener noreferrer" href=${outlook.href}>${words.say('outlook')}</a>
  </p>`
}

function saveCalendar({ ics, service }: Appointment): void {
  const url = URL.createObjectURL(new Blob([ics], { type: 'text/calendar' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${service.slug}.ics`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
