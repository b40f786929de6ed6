/** What there is to know of one booking. */
import { css, html, nothing, type TemplateResult } from 'lit'
import { formatPrice } from '../../messages/formats.ts'
import { dateIn, formatDay, formatTime } from '../dates.ts'
import { renderBadge } from './booking-marks.ts'
import type { BookingRecord, PersonRecord, ServiceRecord } from './records.ts'
import type { ScreenMessage, ScreenWords } from './screen-words.ts'

export interface Detail {
  readonly booking: BookingRecord
  readonly service: ServiceRecord
  /** Who gives the service, and who holds the booking. */
  readonly people: readonly PersonRecord[]
}

/** `Tuesday, 24 November, 9:00 – 9:45`, in a zone. */
export function formatSpan(
  words: ScreenWords,
  { startsAt, endsAt }: { startsAt: string; endsAt: string },
  zone: string,
) {
  const { locale } = words
  const time = (of: string) => formatTime(of, { locale, zone, clock: 'auto' })
  return `${formatDay(dateIn(zone, new Date(startsAt)), locale)}, ${time(startsAt)} – ${time(endsAt)}`
}

/** `zone` is the business's. */
export function renderFacts(words: ScreenWords, { booking, service, people }: Detail, zone: string): TemplateResult {
  const person = people.find(({ id }) => id === booking.resourceId)
  const { customerEmail, customerPhone, note, cancelReason, price } = booking
  const fact = (name: ScreenMessage, value: unknown) =>
    html`<div>
      <dt>${words.say(name)}</dt>
      <dd>${value}</dd>
    </div>`
  return html`
    <div class="row">
      ${renderBadge(words, booking.state)}
      ${price ? html`<span class="quiet">${formatPrice(price, words.locale)}</span>` : nothing}
    </div>
    <dl>
      ${fact('when', html`<strong>${formatSpan(words, booking, zone)}</strong>`)}
      ${booking.zone === zone ? nothing : fact('whenCustomer', `${formatSpan(words, booking, booking.zone)} (${booking.zone.replaceAll('_', ' ')})`)}
      ${fact('service', person ? words.say('serviceWith', { service: service.name, name: person.name }) : service.name)}
      ${customerEmail ? fact('email', html`<a href="mailto:${customerEmail}" dir="ltr">${customerEmail}</a>`) : nothing}
      ${customerPhone ? fact('phone', html`<a href="tel:${customerPhone.replace(/[^+\d]/g, '')}" dir="ltr">${customerPhone}</a>`) : nothing}
      ${note ? fact('note', html`<span class="note">${note}</span>`) : nothing}
      ${cancelReason ? fact('cancelReason', cancelReason) : nothing}
    </dl>
  `
}

export const factsStyle = css`
  dl {
    display: grid;
    gap: 14px;
    margin: 0;
  }
  dt {
    font-size: 0.8125rem;
    color: var(--_quiet);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  dd a {
    display: inline-block;
    padding-block: 4px;
  }
  .note {
    white-space: pre-line;
  }
`
