/** One day as columns, a person each, on a common clock. */
import { html, nothing, type TemplateResult } from 'lit'
import { dateIn } from '../dates.ts'
import { hoursShown, placeBookings, type AgendaBooking, type Placed } from './agenda-days.ts'
import { customerOf, timeOf, type AgendaView } from './agenda-lists.ts'
import { renderAvatar, renderBadge } from './booking-marks.ts'
import { minutesOfDay } from './wall-time.ts'

export function renderColumns(view: AgendaView, date: string, bookings: readonly AgendaBooking[]): TemplateResult {
  const { words, zone, now, people } = view
  const columns = people.map((person) => ({
    person,
    placed: placeBookings(
      bookings.filter(({ resourceId }) => resourceId === person.id),
      { date, zone },
    ),
  }))
  const nowMinutes = date === dateIn(zone, now) ? minutesOfDay(now.toISOString(), zone) : undefined
  const { from, to } = hoursShown(
    columns.flatMap(({ placed }) => placed),
    nowMinutes,
  )
  const hours = Array.from({ length: to - from }, (_, index) => from + index)
  return html`<div
    class="columns card"
    role="region"
    tabindex="0"
    aria-label=${words.say('dayByPerson')}
    .style=${`--_people:${people.length};--_hours:${to - from};--_from:${from * 60}`}
  >
    <div class="corner"></div>
    ${columns.map(
      ({ person, placed }) =>
        html`<div class="person">
          ${renderAvatar(person.name, person.color)}
          <span
            ><strong>${person.name}</strong
            ><small class="quiet"
              >${placed.length === 0 ? words.say('free') : words.say('bookingsOf', { count: placed.length })}</small
            ></span
          >
        </div>`,
    )}
    <div class="hours" aria-hidden="true">${hours.map((hour) => html`<span>${nameOfHour(view, hour)}</span>`)}</div>
    ${columns.map(
      ({ person, placed }, index) =>
        html`<ol
          class="plain column"
          aria-label=${person.name}
          .style=${`--_column:${index + 2};${person.color ? `--_person:${person.color}` : ''}`}
        >
          ${placed.map((one) => renderPlaced(view, one))}
        </ol>`,
    )}
    ${nowMinutes === undefined ? nothing : html`<div class="now-line" .style=${`--_start:${nowMinutes}`}><span>${words.say('nowAt', { time: timeOf(view, now.toISOString()) })}</span></div>`}
  </div>`
}

const nameOfHour = ({ words }: AgendaView, hour: number): string =>
  new Intl.DateTimeFormat(words.locale, { timeZone: 'UTC', hour: 'numeric' }).format(Date.UTC(2024, 0, 1, hour))

function renderPlaced(view: AgendaView, { booking, start, length, lane, lanes }: Placed): TemplateResult {
  const { words } = view
  // Half an hour holds two lines, and a badge as well from an hour on.
  const size = length < 30 ? 'short' : length < 60 ? 'half' : ''
  return html`<li .style=${`--_start:${start};--_length:${length};--_lane:${lane};--_lanes:${lanes}`}>
    <button type="button" class="block ${size} ${booking.state}" @click=${() => view.onOpen(booking.id)}>
      <span class="small time"
        >${timeOf(view, booking.startsAt)}<span class="end"> – ${timeOf(view, booking.endsAt)}</span></span
      >
      <strong>${customerOf(words, booking.customerName)}</strong>
      <span class="small quiet service">${booking.serviceName}</span>
      ${renderBadge(words, booking.state)}
    </button>
  </li>`
}
