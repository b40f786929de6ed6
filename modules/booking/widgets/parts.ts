/** Pieces that the visitor's widgets share. */
import { html, nothing, type TemplateResult } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import type { PublicService, Slot } from '../contract.ts'
import { formatMinutes, formatPrice } from '../messages/formats.ts'
import { formatMoment, formatTimes, type Clock } from './dates.ts'
import type { Words } from './words.ts'

interface Head {
  readonly words: Words
  readonly title: string
  readonly hint?: string | undefined
  readonly onBack?: (() => void) | undefined
  /** Where the visitor is; shown beside the way back. */
  readonly place?: { readonly number: number; readonly total: number }
}

export function renderHead({ words, title, hint, onBack, place }: Head): TemplateResult {
  const back = html`<p class="crumb">
    <button type="button" class="button plain" @click=${onBack}>${chevron} ${words.say('back')}</button>
    ${place ? html`<span class="small quiet">${words.say('step', place)}</span>` : nothing}
  </p>`
  return html`<div class="head">
    ${onBack ? back : nothing}
    <h1 tabindex="-1">${title}</h1>
    ${hint ? html`<p class="quiet">${hint}</p>` : nothing}
  </div>`
}

const chevron = html`<svg
  class="chevron"
  width="16"
  height="16"
  viewBox="0 0 16 16"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"
>
  <path d="M10 3 5 8l5 5" />
</svg>`

/** A problem with its way out, where there is one. */
export function renderProblem(words: Words, problem: string, retry?: () => void): TemplateResult {
  return html`<div class="notice bad" role="alert" tabindex="-1">
    <p>${problem}</p>
    ${retry ? html`<button type="button" class="button plain" @click=${retry}>${words.say('retry')}</button>` : nothing}
  </div>`
}

export function renderLoading(words: Words): TemplateResult {
  return html`<div class="stack loading" role="status">
    <span class="visually-hidden">${words.say('loading')}</span>
    ${[1, 2, 3].map(() => html`<div class="skeleton">&nbsp;</div>`)}
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
      <button type="button" class="choice person" @click=${() => onChoose('')}>
        <span class="face">${people}</span>
        <span><strong>${words.say('anyResource')}</strong><small>${words.say('anyResourceHint')}</small></span>
      </button>
    </li>
    ${service.resources.map(
      (person) =>
        html`<li>
          <button type="button" class="choice person" @click=${() => onChoose(person.id)}>
            <span class="face" aria-hidden="true">${initialsOf(person.name)}</span>
            <strong>${person.name}</strong>
          </button>
        </li>`,
    )}
  </ul>`
}

const people = html`<svg
  width="20"
  height="20"
  viewBox="0 0 20 20"
  fill="none"
  stroke="currentColor"
  stroke-width="1.75"
  stroke-linecap="round"
  aria-hidden="true"
>
  <circle cx="7.5" cy="6.5" r="3" />
  <path d="M2 16.5c.4-3.2 2.5-5 5.5-5s5.1 1.8 5.5 5M13 4a3 3 0 0 1 0 5M15 12c1.7.7 2.8 2.2 3 4.5" />
</svg>`

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')

export interface Shown {
  readonly words: Words
  readonly clock: Clock
  readonly zone: string
  readonly business: { readonly name: string; readonly zone: string }
}

export interface Summary extends Shown {
  readonly title: string
  readonly person?: string | undefined
  readonly times: { readonly startsAt: string; readonly endsAt: string }
  readonly price?: PublicService['price']
  /** A last line, such as how long the time is kept. */
  readonly status?: string
}

/** What is booked: day and time in the visitor's zone, and the business's own time where that differs. */
export function renderSummary(summary: Summary): TemplateResult {
  const { words, clock, zone, business, title, person, times, price, status } = summary
  const { locale } = words
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' })
  const time = (of: string) => formatTimes(times, { locale, zone: of, clock })
  return html`<div class="summary">
    <strong>${title}${person ? ` ${words.say('with', { name: person })}` : ''}</strong>
    <span>${day.format(new Date(times.startsAt))}</span>
    <span>${time(zone)} <span class="quiet small">(${zone.replaceAll('_', ' ')})</span></span>
    ${zone === business.zone ? nothing : html`<span class="quiet small">${words.say('businessTime', { time: time(business.zone), business: business.name })}</span>`}
    ${price ? html`<span>${formatPrice(price, locale)}</span>` : nothing}
    ${status ? html`<span class="small quiet">${status}</span>` : nothing}
  </div>`
}

export interface Alternatives {
  readonly words: Words
  readonly zone: string
  readonly clock?: Clock
  readonly slots: readonly Slot[]
  onChoose(slot: Slot): void
}

export function renderAlternatives({ words, zone, clock = 'auto', slots, onChoose }: Alternatives): TemplateResult {
  const { locale } = words
  return html`<div class="notice" role="alert" tabindex="-1">
    <p>${words.say(slots.length > 0 ? 'taken' : 'takenNone')}</p>
    <p class="row">
      ${slots.map((slot) => html`<button type="button" class="button" @click=${() => onChoose(slot)}>${formatMoment(slot.startsAt, { locale, zone, clock })}</button>`)}
    </p>
  </div>`
}

/** The alternatives of a time that was lost, or undefined for any other failure. */
export function alternativesOf(error: unknown): readonly Slot[] | undefined {
  if (!isDmError(error) || error.reason !== 'booking.slot_taken') return undefined
  return (error.facts['alternatives'] as readonly Slot[] | undefined) ?? [] // of the contract's `slotTaken`
}

/** What to tell a visitor of a failure; the technical cause is in the server's log. */
export function explain(words: Words, error: unknown): string {
  if (!isDmError(error)) return words.say('failed')
  if (error.code === 'NETWORK_ERROR' || error.code === 'TIMEOUT')
    return words.say(navigator.onLine ? 'unreachable' : 'offline')
  if (error.code === 'RATE_LIMITED') return words.say('tooMany')
  return words.say('failed')
}
