import { html, nothing, type PropertyValues } from 'lit'
import { isDmError, type FieldError } from '@dramac/contract/wire/errors'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { WidgetClient } from '@dramac/frame/client'
import type { Appointment, Catalogue, Held, PublicService, Slot } from '../contract.ts'
import { localZone, type Clock } from './dates.ts'
import type { DetailsSubmitEvent } from './details-form.ts'
import { flowStyle } from './flow-style.ts'
import {
  alternativesOf,
  explain,
  renderAlternatives,
  renderCalendarLinks,
  renderHead,
  renderPeople,
  renderServices,
  renderWhen,
  tick,
} from './parts.ts'
import type { DmBookingTimes, SlotSelectEvent } from './times.ts'
import { english, loadWords, type Words } from './words.ts'

type Step = 'service' | 'person' | 'time' | 'details' | 'done'

/**
 * @summary Books a time: service, person, day and time, details, done.
 * @element dm-booking
 * @fires dm-booked - The booking stands or waits for its confirmation; raised on the page's element.
 */
export class DmBooking extends DmElement {
  static override properties = {
    client: { attribute: false },
    service: { type: String },
    resource: { type: String },
    clock: { type: String, attribute: 'time-format' },
    _words: { state: true },
    _catalogue: { state: true },
    _step: { state: true },
    _service: { state: true },
    _person: { state: true },
    _slot: { state: true },
    _zone: { state: true },
    _hold: { state: true },
    _left: { state: true },
    _busy: { state: true },
    _problem: { state: true },
    _errors: { state: true },
    _alternatives: { state: true },
    _booking: { state: true },
  }

  static override styles = [tokens, controls, flowStyle]

  declare client: WidgetClient
  /** Slug or id: skips the first step. */
  declare service: string
  /** Slug or id: skips the second step. */
  declare resource: string
  declare clock: Clock
  declare _words: Words
  declare _catalogue: Catalogue | undefined
  declare _step: Step
  declare _service: PublicService | undefined
  /** Id of the person; empty: any. */
  declare _person: string
  declare _slot: Slot | undefined
  declare _zone: string
  declare _hold: Held | undefined
  /** Seconds that the hold still lasts; 0 when it is over. */
  declare _left: number
  declare _busy: boolean
  declare _problem: string
  declare _errors: readonly FieldError[]
  declare _alternatives: readonly Slot[] | undefined
  declare _booking: Appointment | undefined
  #ticking: ReturnType<typeof setInterval> | undefined
  #unsubscribe: (() => void) | undefined
  /** One key for one intention: sending it again books once. */
  #attempt = ''

  constructor() {
    super()
    this.service = ''
    this.resource = ''
    this.clock = 'auto'
    this._words = english
    this._step = 'service'
    this._person = ''
    this._zone = localZone()
    this._left = 0
    this._busy = false
    this._problem = ''
    this._errors = []
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#unsubscribe = this.client?.subscribe((change) => {
      if (change === 'locale') void this.#speak()
    })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#unsubscribe?.()
    clearInterval(this.#ticking)
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client') && this.client) {
      void this.#speak()
      void this.#start()
    } else if (this._catalogue && (changed.has('service') || changed.has('resource')) && this._step !== 'done')
      this.#begin()
  }

  async #speak(): Promise<void> {
    this._words = await loadWords(this.client.init.locale)
  }

  async #start(): Promise<void> {
    const known = this.client.boot.data as unknown as Catalogue | null // written by the module's own server
    try {
      this._catalogue = known?.services ? known : await this.client.api.get<Catalogue>('catalogue')
    } catch (error) {
      this._problem = explain(this._words, error)
      return
    }
    this._problem = ''
    this.#begin()
    const early = this.client.earlyChoice
    if (early?.choice === 'service')
      this.#chooseService(this._catalogue.services.find((one) => one.slug === early.value))
  }

  /** The first step that the attributes leave open. */
  #begin(): void {
    const wanted = this.service
    this._service = this._catalogue!.services.find((one) => one.slug === wanted || one.id === wanted)
    if (this._service) this.#afterService(this._service)
    else this._step = 'service'
  }

  #chooseService(service: PublicService | undefined): void {
    if (!service) return
    this._service = service
    this.#afterService(service)
  }

  #afterService(service: PublicService): void {
    const slug = (name: string) => name.toLowerCase()
    const preset = service.resources.find((one) => one.id === this.resource || slug(one.name) === slug(this.resource))
    const [only, another] = service.resources
    if (preset) this.#choosePerson(preset.id)
    else if (only && !another) this.#choosePerson(only.id)
    else if (this.resource) this.#choosePerson(this.resource)
    else this.#go('person')
  }

  #choosePerson(id: string): void {
    this._person = id
    this._slot = undefined
    this.#go('time')
  }

  /** A new step starts at its heading, for eyes and for screen readers. */
  #go(step: Step): void {
    const isFirst = !this.hasUpdated
    this._step = step
    this._problem = ''
    if (isFirst) return
    void this.updateComplete.then(() => {
      const heading = this.renderRoot.querySelector<HTMLElement>('h1')
      if (
        !this.contains(document.activeElement) &&
        document.activeElement !== document.body &&
        document.activeElement !== this
      )
        return
      heading?.focus()
      if (heading) this.client.announce(heading.textContent ?? '')
    })
  }

  async #chooseSlot(slot: Slot, zone = this._zone): Promise<void> {
    this._slot = slot
    this._zone = zone
    this._alternatives = undefined
    this._problem = ''
    this._busy = true
    this.#attempt = crypto.randomUUID()
    try {
      const held = await this.client.api.post<Held>('hold', {
        service: this._service!.id,
        startsAt: slot.startsAt,
        zone,
        ...(this._person ? { resource: this._person } : {}),
        ...(this._hold && this._left > 0 ? { holdToken: this._hold.holdToken } : {}),
      })
      this.#keepHold(held)
      if (this._step !== 'details') this.#go('details')
    } catch (error) {
      this.#fail(error)
    } finally {
      this._busy = false
    }
  }

  #keepHold(held: Held): void {
    this._hold = held
    const endsAt = performance.now() + (Date.parse(held.expiresAt) - Date.now())
    clearInterval(this.#ticking)
    const count = () => {
      this._left = Math.max(0, Math.round((endsAt - performance.now()) / 1000))
      if (this._left === 0) clearInterval(this.#ticking)
    }
    count()
    this.#ticking = setInterval(count, 1000)
  }

  #fail(error: unknown): void {
    this._alternatives = alternativesOf(error)
    if (this._alternatives) {
      this.renderRoot.querySelector<DmBookingTimes>('dm-booking-times')?.refresh()
      return
    }
    this._errors = isDmError(error) ? (error.facts.errors ?? []) : []
    this._problem = explain(this._words, error)
  }

  async #submit({ details }: DetailsSubmitEvent): Promise<void> {
    if (this._busy) return
    this._busy = true
    this._problem = ''
    this._errors = []
    try {
      const body = {
        service: this._service!.id,
        startsAt: this._slot!.startsAt,
        zone: this._zone,
        locale: this._words.locale,
        ...(this._person ? { resource: this._person } : {}),
        ...(this._hold ? { holdToken: this._hold.holdToken } : {}),
        ...details,
      }
      // Another text is another intention, and needs a key of its own.
      const idempotencyKey = `${this.#attempt}-${hash(JSON.stringify(body))}`
      this._booking = await this.client.api.post<Appointment>('reserve', body, { idempotencyKey })
      clearInterval(this.#ticking)
      this._hold = undefined
      this.#go('done')
      const { id, startsAt, endsAt, service, state } = this._booking
      this.client.raise('dm-booked', { bookingId: id, startsAt, endsAt, serviceId: service.id, state })
      this.client.track('booked', { service: service.slug })
    } catch (error) {
      this.#fail(error)
    } finally {
      this._busy = false
    }
  }

  override render() {
    if (!this._catalogue) return this._problem ? this.#renderProblem(() => void this.#start()) : html`<slot></slot>`
    if (this._catalogue.services.length === 0)
      return html`<div class="frame"><p class="quiet">${this._words.say('nothingOffered')}</p></div>`
    const steps: Record<Step, () => unknown> = {
      service: () => this.#renderService(),
      person: () => this.#renderPerson(),
      time: () => this.#renderTime(),
      details: () => this.#renderDetails(),
      done: () => this.#renderDone(),
    }
    return html`<div class="frame" lang=${this._words.locale}>${steps[this._step]()}</div>`
  }

  #renderProblem(retry: () => void) {
    return html`<div class="frame">
      <div class="notice bad" role="alert">
        <p>${this._problem}</p>
        <button type="button" class="button plain" @click=${retry}>${this._words.say('retry')}</button>
      </div>
    </div>`
  }

  #renderService() {
    const words = this._words
    return html`${renderHead({ words, title: words.say('chooseService'), hint: this._catalogue!.business.name })}
    ${renderServices(words, this._catalogue!.services, (service) => this.#chooseService(service))}`
  }

  #renderPerson() {
    const words = this._words
    const onBack = this.service ? undefined : () => this.#go('service')
    return html`${renderHead({ words, title: words.say('chooseResource'), hint: this._service!.name, onBack })}
    ${renderPeople(words, this._service!, (id) => this.#choosePerson(id))}`
  }

  #renderTime() {
    const words = this._words
    const skipsPerson = this.resource !== '' || this._service!.resources.length === 1
    const back: Step | undefined = !skipsPerson ? 'person' : this.service ? undefined : 'service'
    return html`${renderHead({ words, title: words.say('chooseTime'), hint: this.#subject(), onBack: back ? () => this.#go(back) : undefined })}
      ${this.#renderTaken()} ${this._problem ? html`<p class="notice bad" role="alert">${this._problem}</p>` : nothing}
      <dm-booking-times
        .api=${this.client.api}
        .words=${words}
        .business=${this._catalogue!.business}
        .service=${this._service!.id}
        .resource=${this._person}
        .clock=${this.clock}
        .zone=${this._zone}
        .selected=${this._slot?.startsAt ?? ''}
        aria-busy=${this._busy}
        @dm-slot-select=${(event: SlotSelectEvent) => void this.#chooseSlot(event.slot, event.zone)}
      ></dm-booking-times>`
  }

  #subject(): string {
    const person = this._service!.resources.find((one) => one.id === this._person)
    return person ? `${this._service!.name}, ${person.name}` : this._service!.name
  }

  #renderTaken() {
    if (!this._alternatives) return nothing
    return renderAlternatives({
      words: this._words,
      zone: this._zone,
      slots: this._alternatives,
      onChoose: (slot) => void this.#chooseSlot(slot),
    })
  }

  #renderDetails() {
    const words = this._words
    const action = words.say(this._service!.requiresConfirmation ? 'request' : 'book')
    return html`${renderHead({ words, title: words.say('details'), onBack: () => this.#go('time') })}
      ${this.#renderSummary(this._slot!.startsAt, this._hold?.resource.name)} ${this.#renderTaken()}
      ${this._problem ? html`<p class="notice bad" role="alert">${this._problem}</p>` : nothing}
      <dm-booking-details
        .words=${words}
        .prefill=${this.client.init.prefill}
        .errors=${this._errors}
        .busy=${this._busy}
        .action=${action}
        @dm-details-submit=${(event: DetailsSubmitEvent) => void this.#submit(event)}
      ></dm-booking-details>`
  }

  #renderSummary(startsAt: string, person: string | undefined) {
    const words = this._words
    const { business } = this._catalogue!
    const time = `${Math.floor(this._left / 60)}:${String(this._left % 60).padStart(2, '0')}`
    return html`<div class="summary">
      <strong>${this._service!.name}${person ? ` ${words.say('with', { name: person })}` : ''}</strong>
      ${renderWhen(startsAt, { words, clock: this.clock, zone: this._zone, business })}
      ${this._hold ? html`<span class="small quiet">${this._left > 0 ? words.say('held', { time }) : words.say('holdEnded')}</span>` : nothing}
    </div>`
  }

  #renderDone() {
    const words = this._words
    const booking = this._booking!
    const isConfirmed = booking.state === 'confirmed'
    const facts = { email: booking.customerEmail, business: booking.business.name }
    return html`<div class="done">
      ${tick}
      <h1 tabindex="-1">${words.say(isConfirmed ? 'booked' : 'requested')}</h1>
      <p class="quiet">${words.say(isConfirmed ? 'bookedHint' : 'requestedHint', facts)}</p>
      ${this.#renderSummary(booking.startsAt, booking.resource.name)}
      ${isConfirmed ? renderCalendarLinks(words, booking) : nothing}
      <p class="row">
        <a class="button plain" target="_blank" rel="noopener" href=${booking.manageUrl}>${words.say('manage')}</a>
        <button type="button" class="button plain" @click=${() => this.#restart()}>${words.say('another')}</button>
      </p>
    </div>`
  }

  #restart(): void {
    this._booking = undefined
    this._slot = undefined
    this.#begin()
    this.#go(this._step)
  }
}

/** Short and stable: tells two texts apart within one attempt. */
function hash(text: string): string {
  let value = 0
  for (let index = 0; index < text.length; index++) value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0
  return (value >>> 0).toString(36)
}
