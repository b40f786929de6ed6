/** Moving a booking: whose times, the same picker that visitors use, and what will be. */
import { html, nothing, type TemplateResult } from 'lit'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { valueOf } from '@dramac/components/ui/input-value'
import type { Slot } from '../../contract.ts'
import type { SlotSelectEvent } from '../times.ts'
import { formatSpan, type Detail } from './booking-facts.ts'
import type { ScreenWords } from './screen-words.ts'
import { toWidgetApi } from './widget-api.ts'

export interface MoveView {
  readonly client: ScreenClient
  readonly words: ScreenWords
  readonly detail: Detail
  /** Id of whose times are shown; empty: anybody's. */
  readonly person: string
  /** The chosen new time. */
  readonly slot: Slot | undefined
  now(): Date
  onPerson(id: string): void
  onSlot(slot: Slot): void
}

export function renderMove(view: MoveView): TemplateResult {
  const { client, words, detail, person, slot, now, onPerson, onSlot } = view
  const { zone } = client.site
  return html`
    <p>${words.say('movedFrom')} <strong>${formatSpan(words, detail.booking, zone)}</strong></p>
    <label class="field">
      <span>${words.say('person')}</span>
      <select class="input" @change=${(event: Event) => onPerson(valueOf(event))}>
        <option value="" ?selected=${person === ''}>${words.say('anyPerson')}</option>
        ${detail.people.map(({ id, name }) => html`<option value=${id} ?selected=${id === person}>${name}</option>`)}
      </select>
    </label>
    <dm-booking-times
      .api=${toWidgetApi(client)}
      .words=${words.visitor}
      .service=${detail.booking.serviceId}
      .resource=${person}
      .zone=${zone}
      .now=${now}
      .selected=${slot?.startsAt ?? ''}
      @dm-slot-select=${(event: SlotSelectEvent) => onSlot(event.slot)}
    ></dm-booking-times>
    ${
      slot
        ? html`<p class="notice" role="status">${words.say('moveTo', { when: formatSpan(words, slot, zone) })}</p>`
        : nothing
    }
  `
}
