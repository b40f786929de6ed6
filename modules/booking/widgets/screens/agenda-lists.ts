/** The agenda as lists: by day, and the requests on top. */
import { html, nothing, type TemplateResult } from 'lit'
import { renderEmpty } from '@dramac/components/app/async'
import { dateIn, formatDay, formatTime } from '../dates.ts'
import { nowIndex, type AgendaBooking, type AgendaPerson, type Day } from './agenda-days.ts'
import type { BookingRecord, ServiceRecord } from './records.ts'
import { renderBadge } from './booking-marks.ts'
import type { ScreenWords } from './screen-words.ts'

export interface AgendaView {
  readonly words: ScreenWords
  /** Of the business. */
  readonly zone: string
  readonly now: Date
  readonly people: readonly AgendaPerson[]
  readonly mayConfirm: boolean
  /** Id of the request that is being confirmed. */
  readonly busy: string
  onOpen(id: string): void
  onConfirm(id: string): void
  /** Seven days instead of one. */
  onWeek(): void
}

export const timeOf = ({ words, zone }: AgendaView, at: string): string =>
  formatTime(at, { locale: words.locale, zone, clock: 'auto' })

export const customerOf = (words: ScreenWords, name: string | null): string => name || words.say('noName')

export function renderDays(view: AgendaView, days: readonly Day[]): TemplateResult {
  if (days.length === 1 && days[0]!.bookings.length === 0) return renderFreeDay(view)
  return html`<div class="days">${days.map((day) => renderDay(view, day, days.length > 1))}</div>`
}

function renderDay(view: AgendaView, { date, bookings }: Day, named: boolean): TemplateResult {
  const { words, now, zone } = view
  const isToday = date === dateIn(zone, now)
  const at = isToday ? nowIndex(bookings, now) : -1
  return html`<section class="day-list" aria-label=${formatDay(date, words.locale)}>
    ${named ? html`<h2>${formatDay(date, words.locale)} ${isToday ? html`<span class="badge good">${words.say('today')}</span>` : nothing}</h2>` : nothing}
    ${
      bookings.length === 0
        ? html`<p class="quiet free">${words.say('dayFree')}</p>`
        : html`<ol class="plain card">
            ${bookings.map((booking, index) => html`${index === at ? renderNow(view) : nothing}${renderEntry(view, booking)}`)}
            ${at === bookings.length ? renderNow(view) : nothing}
          </ol>`
    }
  </section>`
}

function renderFreeDay({ words, onWeek }: AgendaView): TemplateResult {
  return renderEmpty({
    icon: 'calendar',
    title: words.say('dayFree'),
    text: words.say('dayFreeText'),
    action: html`<button type="button" class="button" @click=${onWeek}>${words.say('showWeek')}</button>`,
  })
}

const renderNow = (view: AgendaView): TemplateResult =>
  html`<li class="now"><span>${view.words.say('nowAt', { time: timeOf(view, view.now.toISOString()) })}</span></li>`

function renderEntry(view: AgendaView, booking: AgendaBooking): TemplateResult {
  const { words, people } = view
  const person = people.find(({ id }) => id === booking.resourceId)
  return html`<li>
    <button type="button" class="entry ${booking.state}" @click=${() => view.onOpen(booking.id)}>
      <span class="time"
        >${timeOf(view, booking.startsAt)}<small class="quiet"> – ${timeOf(view, booking.endsAt)}</small></span
      >
      <span class="what">
        <strong>${customerOf(words, booking.customerName)}</strong>
        <small class="quiet">${booking.serviceName}</small>
      </span>
      <span class="who small"
        ><span class="dot" .style=${person?.color ? `--_person:${person.color}` : ''}></span>${person?.name}</span
      >
      ${renderBadge(words, booking.state)}
    </button>
  </li>`
}

/** What waits for an answer, the next one first. */
export function renderRequests(
  view: AgendaView,
  requests: readonly BookingRecord[],
  services: readonly ServiceRecord[],
): TemplateResult {
  const { words } = view
  return html`<section class="requests card" aria-labelledby="requests">
    <h2 id="requests">${words.say('requests')} <span class="count">${requests.length}</span></h2>
    <ul class="plain">
      ${requests.map((request) => renderRequest(view, request, services.find(({ id }) => id === request.serviceId)?.name ?? ''))}
    </ul>
  </section>`
}

function renderRequest(view: AgendaView, request: BookingRecord, service: string): TemplateResult {
  const { words, zone, now, people, busy } = view
  const isPast = Date.parse(request.startsAt) <= now.getTime()
  const person = people.find(({ id }) => id === request.resourceId)?.name
  const name = customerOf(words, request.customerName)
  const day = formatDay(dateIn(zone, new Date(request.startsAt)), words.locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  })
  return html`<li class="request">
    <span class="what">
      <strong>${name}</strong>
      <span class="small"
        >${day}, ${timeOf(view, request.startsAt)} · ${service}${person ? ` · ${person}` : nothing}</span
      >
      ${isPast ? html`<span class="small error">${words.say('requestPast')}</span>` : nothing}
    </span>
    <span class="row">
      ${
        view.mayConfirm && !isPast
          ? html`<button
              type="button"
              class="button primary"
              aria-disabled=${busy !== ''}
              aria-label=${words.say('confirmOf', { name })}
              @click=${() => view.onConfirm(request.id)}
            >
              ${words.say(busy === request.id ? 'saving' : 'confirm')}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="button"
        aria-label=${words.say('openOf', { name })}
        @click=${() => view.onOpen(request.id)}
      >
        ${words.say('open')}
      </button>
    </span>
  </li>`
}
