/** Pieces that the visitor's widgets share. */
import { html, nothing, type TemplateResult } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import type { Appointment, PublicService, Slot } from '../contract.ts'
import { formatMinutes, formatPrice } from '../messages/formats.ts'
import { formatMoment, formatTime, type Clock } from './dates.ts'
import type { Words } from './words.ts'

export function renderHead({
  words,
  title,
  hint,
  onBack,
}: {
  words: Words
  title: string
  hint?: string
  onBack?: (() => void) | undefined
}): TemplateResult {
  return html`<div class="head">
    ${onBack ? html`<button type="button" class="button plain" @click=${onBack}>${words.say('back')}</button>` : nothing}
    <h1 tabindex="-1">${title}</h1>
    ${hint ? html`<p class="quiet">${hint}</p>` : nothing}
  </div>`
}

export function renderServices(
  words: Words,
  services: readonly PublicService[],
  onChoose: (service: PublicService) => void,
): TemplateResult {
  return html`<ul class="choices">
    ${services.map(
      (service) =>
        html`<li>
          <button type="button" class="choice" @click=${() => onChoose(service)}>
            <strong>${service.name}</strong>
            <span class="end">${service.price ? formatPrice(service.price, words.locale) : nothing}</span>
            <small>${service.description ?? (service.requiresConfirmation ? words.say('onRequest') : nothing)}</small>
            <small class="end">${formatMinutes(service.durationMinutes, words.locale)}</small>
          </button>
        </li>`,
    )}
  </ul>`
}

export function renderPeople(words: Words, service: PublicService, onChoose: (id: string) => void): TemplateResult {
  return html`<ul class="choices">
    <li>
      <button type="button" class="choice" @click=${() => onChoose('')}>
        <strong>${words.say('anyResource')}</strong><span></span><small>${words.say('anyResourceHint')}</small>
      </button>
    </li>
    ${service.resources.map(
      (person) =>
        html`<li>
          <button type="button" class="choice" @click=${() => onChoose(person.id)}>
            <strong>${person.name}</strong>
          </button>
        </li>`,
    )}
  </ul>`
}

export interface Shown {
  readonly words: Words
  readonly clock: Clock
  readonly zone: string
  readonly business: { readonly name: string; readonly zone: string }
}

/** Day and time in the visitor's zone, and the business's own where that differs. */
export function renderWhen(startsAt: string, { words, clock, zone, business }: Shown): TemplateResult {
  const day = new Intl.DateTimeFormat(words.locale, {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(new Date(startsAt))
  const time = (of: string) => formatTime(startsAt, { locale: words.locale, zone: of, clock })
  return html`<span>${day}, ${time(zone)} <span class="quiet small">(${zone.replaceAll('_', ' ')})</span></span>
    ${zone === business.zone ? nothing : html`<span class="quiet small">${words.say('businessTime', { time: time(business.zone), business: business.name })}</span>`}`
}

export interface Alternatives {
  readonly words: Words
  readonly zone: string
  readonly slots: readonly Slot[]
  onChoose(slot: Slot): void
}

export function renderAlternatives({ words, zone, slots, onChoose }: Alternatives): TemplateResult {
  return html`<div class="notice" role="alert">
    <p>${words.say(slots.length > 0 ? 'taken' : 'takenNone')}</p>
    <p class="row">
      ${slots.map((slot) => html`<button type="button" class="button" @click=${() => onChoose(slot)}>${formatMoment(slot.startsAt, { locale: words.locale, zone })}</button>`)}
    </p>
  </div>`
}

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

/** The alternatives of a time that was lost, or undefined for any other failure. */
export function alternativesOf(error: unknown): readonly Slot[] | undefined {
  if (!isDmError(error) || error.reason !== 'booking.slot_taken') return undefined
  return (error.facts['alternatives'] as readonly Slot[] | undefined) ?? [] // of the contract's `slotTaken`
}

/** What to tell a visitor of a failure; the technical cause is in the server's log. */
export function explain(words: Words, error: unknown): string {
  if (!isDmError(error)) return words.say('failed')
  if (error.code === 'NETWORK_ERROR' || error.code === 'TIMEOUT') return words.say('offline')
  if (error.code === 'RATE_LIMITED') return words.say('tooMany')
  return words.say('failed')
}

export const tick = html`<span class="tick"
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
