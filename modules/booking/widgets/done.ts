import { html, nothing, type TemplateResult } from 'lit'
import type { Appointment } from '../contract.ts'
import { renderCalendarLinks } from './calendar-links.ts'
import { renderSummary, type Shown } from './parts.ts'

export interface Done extends Shown {
  readonly booking: Appointment
  onAnother(): void
}

/** The last step: what is booked, and what may be done with it. */
export function renderDone({ booking, onAnother, ...shown }: Done): TemplateResult {
  const { words } = shown
  const isConfirmed = booking.state === 'confirmed'
  const facts = { email: booking.customerEmail, business: booking.business.name }
  return html`<div class="done">
    ${tick}
    <h1 tabindex="-1">${words.say(isConfirmed ? 'booked' : 'requested')}</h1>
    <p class="quiet">${words.say(isConfirmed ? 'bookedHint' : 'requestedHint', facts)}</p>
    ${renderSummary({
      ...shown,
      title: booking.service.name,
      person: booking.resource.name,
      times: booking,
      price: booking.service.price,
    })}
    ${isConfirmed ? renderCalendarLinks(words, booking) : nothing}
    <p class="row">
      <a class="button plain" target="_blank" rel="noopener" href=${booking.manageUrl}>${words.say('manage')}</a>
      <button type="button" class="button plain" @click=${onAnother}>${words.say('another')}</button>
    </p>
  </div>`
}

const tick = html`<span class="tick"
  ><svg
    width="28"
    height="28"
    viewBox="0 0 28 28"
    fill="none"
    stroke="currentColor"
    stroke-width="3"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d="M6 15l5 5L22 9" /></svg
></span>`
