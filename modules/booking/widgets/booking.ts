import { html, nothing, type PropertyValues } from 'lit'
import { isDmError, type FieldError } from '@dramac/contract/wire/errors'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { WidgetClient } from '@dramac/frame/client'
import type { Appointment, Catalogue, Held, PublicService, Slot } from '../contract.ts'
import { beginAttempt } from './attempt.ts'
import { createCountDown, formatLeft } from './count-down.ts'
import { localZone, type Clock } from './dates.ts'
import { isField, type DetailsSubmitEvent, type DmBookingDetails } from './details-form.ts'
import { renderDone } from './done.ts'
import { flowStyle } from './flow-style.ts'
import {
  alternativesOf,
  explain,
  renderAlternatives,
  renderHead,
  renderLoading,
  renderPeople,
  renderProblem,
  renderServices,
  renderSummary,
} from './parts.ts'
import { listOffered, named, stepsOf, type Asking } from './steps.ts'
import type { DisplayChangeEvent, DmBookingTimes, SlotSelectEvent } from './times.ts'
import { english, loadWords, type Words } from './words.ts'

type Step = Asking | 'done'

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
  /** Slug or id: offers only what this person gives, and skips the second step. */
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
  #started: Promise<void> | undefined
  #unsubscribe: (() => void) | undefined
  #attempt = beginAttempt()
  /** Kept while the visitor goes back for another time. */
  #typed: Readonly<Record<string, string>> = {}
  readonly #countDown = createCountDown((left) => {
    const isOver = left === 0 && this._left > 0
    this._left = left
    if (isOver && this._step === 'details') this.client.announce(this._words.say('holdEnded'))
  })

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
    this.#countDown.stop()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client') && this.client) this.#started = this.#start()
    else if (this._catalogue && (changed.has('service') || changed.has('resource')) && this._step !== 'done')
      this.#begin()
  }

  /** Settles when the first step stands, in the visitor's language: the page shows nothing half-said. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const settled = await super.getUpdateComplete()
    await this.#started
    return settled && super.getUpdateComplete()
  }

  async #speak(): Promise<void> {
    this._words = await loadWords(this.client.init.locale)
  }

  async #start(): Promise<void> {
    const known = this.client.boot.data as unknown as Catalogue | null // written by the module's own server
    await this.#speak()
    this._problem = ''
    try {
      this._catalogue = known?.services ? known : await this.client.api.get<Catalogue>('catalogue')
    } catch (error) {
      this._problem = explain(this._words, error)
      return
    }
    this.#begin()
    const early = this.client.earlyChoice
    const chosen = early?.choice === 'service' && this.#offered.find(named(early.value))
    if (chosen && this._step === 'service') this.#chooseService(chosen)
  }

  get #offered(): readonly PublicService[] {
    return listOffered(this._catalogue?.services ?? [], this.resource)
  }

  get #steps(): readonly Asking[] {
    return stepsOf(this.#offered, { service: this.service, resource: this.resource, chosen: this._service })
  }

  /** The first step that the attributes leave open. Nobody has asked for it: the focus stays where it is. */
  #begin(): void {
    this._service = this.#offered.find(named(this.service))
    this.#presetPerson()
    this._step = this.#steps[0]!
    this._problem = ''
  }

  #chooseService(service: PublicService): void {
    this._service = service
    this.#presetPerson()
    this.#next('service')
  }

  #presetPerson(): void {
    const people = this._service?.resources ?? []
    const preset = people.find(named(this.resource)) ?? (people.length === 1 ? people[0] : undefined)
    this._person = preset?.id ?? ''
    this._slot = undefined
  }

  #choosePerson(id: string): void {
    this._person = id
    this._slot = undefined
    this.#next('person')
  }

  #next(after: Asking): void {
    this.#go(this.#steps[this.#steps.indexOf(after) + 1]!)
  }

  /** A new step starts at its heading, for eyes and for screen readers. */
  #go(step: Step): void {
    this._step = step
    this._problem = ''
    this._errors = []
    this._alternatives = undefined
    void this.#focus('h1').then((heading) => this.client.announce(heading?.textContent ?? ''))
  }

  async #focus(selector: string): Promise<HTMLElement | null> {
    await super.getUpdateComplete()
    const element = this.renderRoot.querySelector<HTMLElement>(selector)
    element?.focus()
    return element
  }

  async #chooseSlot(slot: Slot): Promise<void> {
    if (this._busy) return
    this._alternatives = undefined
    this._problem = ''
    this._busy = true
    this.#attempt = beginAttempt()
    try {
      const held = await this.client.api.post<Held>('hold', {
        service: this._service!.id,
        startsAt: slot.startsAt,
        zone: this._zone,
        ...(this._person ? { resource: this._person } : {}),
        ...(this._hold && this._left > 0 ? { holdToken: this._hold.holdToken } : {}),
      })
      this._slot = slot
      this._hold = held
      this.#countDown.start(held.lastsSeconds)
      this.#go('details')
    } catch (error) {
      this.#fail(error)
    } finally {
      this._busy = false
    }
  }

  #fail(error: unknown): void {
    this._alternatives = alternativesOf(error)
    if (this._alternatives) this.renderRoot.querySelector<DmBookingTimes>('dm-booking-times')?.refresh()
    else {
      const errors = isDmError(error) ? (error.facts.errors ?? []) : []
      this._errors = errors.filter(isField)
      // What stands next to a field needs no second word.
      if (this._errors.length > 0) return
      this._problem = explain(this._words, error)
    }
    void this.#focus('.notice')
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
      const idempotencyKey = this.#attempt.keyOf(body)
      this._booking = await this.client.api.post<Appointment>('reserve', body, { idempotencyKey })
      this.#countDown.stop()
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
    if (!this._catalogue && !this._problem) return html`<slot>${renderLoading(this._words)}</slot>`
    return html`<div class="frame" lang=${this._words.locale}>${this.#renderStep()}</div>`
  }

  #renderStep() {
    if (!this._catalogue) {
      return renderProblem(this._words, this._problem, () => {
        this._problem = ''
        this.#started = this.#start()
      })
    }
    if (this.#offered.length === 0) return html`<p class="quiet">${this._words.say('nothingOffered')}</p>`
    const steps: Record<Step, () => unknown> = {
      service: () => this.#renderService(),
      person: () => this.#renderPerson(),
      time: () => this.#renderTime(),
      details: () => this.#renderDetails(),
      done: () => renderDone({ ...this.#shown, booking: this._booking!, onAnother: () => this.#restart() }),
    }
    return steps[this._step]()
  }

  #renderHead(step: Asking, title: string, hint?: string) {
    const steps = this.#steps
    const index = steps.indexOf(step)
    const before = steps[index - 1]
    return renderHead({
      words: this._words,
      title,
      hint,
      onBack: before && (() => this.#go(before)),
      place: { number: index + 1, total: steps.length },
    })
  }

  #renderService() {
    const words = this._words
    return html`${this.#renderHead('service', words.say('chooseService'), this._catalogue!.business.name)}
    ${renderServices(words, this.#offered, (service) => this.#chooseService(service))}`
  }

  #renderPerson() {
    const words = this._words
    return html`${this.#renderHead('person', words.say('chooseResource'), this._service!.name)}
    ${renderPeople(words, this._service!, (id) => this.#choosePerson(id))}`
  }

  #renderTime() {
    const words = this._words
    const { name, resources } = this._service!
    const person = resources.find((one) => one.id === this._person)
    return html`${this.#renderHead('time', words.say('chooseTime'), person ? `${name}, ${person.name}` : name)}
      ${this.#renderTrouble()}
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
        @dm-display-change=${({ zone, clock }: DisplayChangeEvent) => {
          this._zone = zone
          this.clock = clock
        }}
        @dm-slot-select=${(event: SlotSelectEvent) => void this.#chooseSlot(event.slot)}
      ></dm-booking-times>`
  }

  /** What stood in the way of the last thing that the visitor tried. */
  #renderTrouble() {
    const words = this._words
    const slots = this._alternatives
    if (slots) {
      const onChoose = (slot: Slot) => void this.#chooseSlot(slot)
      return renderAlternatives({ words, zone: this._zone, clock: this.clock, slots, onChoose })
    }
    return this._problem ? renderProblem(words, this._problem) : nothing
  }

  #renderDetails() {
    const words = this._words
    const { price, requiresConfirmation } = this._service!
    return html`${this.#renderHead('details', words.say('details'))}
      ${renderSummary({
        ...this.#shown,
        title: this._service!.name,
        person: this._hold?.resource.name,
        times: this._slot!,
        price,
        status: this.#holdWords,
      })}
      ${this._alternatives ? this.#renderTrouble() : nothing}
      <dm-booking-details
        .words=${words}
        .prefill=${{ ...this.client.init.prefill, ...this.#typed }}
        .errors=${this._errors}
        .busy=${this._busy}
        .action=${words.say(requiresConfirmation ? 'request' : 'book')}
        @input=${(event: Event) => (this.#typed = (event.currentTarget as DmBookingDetails).typed)}
        @dm-details-submit=${(event: DetailsSubmitEvent) => void this.#submit(event)}
        >${this._alternatives ? nothing : this.#renderTrouble()}</dm-booking-details
      >`
  }

  get #shown() {
    return { words: this._words, clock: this.clock, zone: this._zone, business: this._catalogue!.business }
  }

  get #holdWords(): string {
    if (!this._hold) return ''
    return this._left > 0 ? this._words.say('held', { time: formatLeft(this._left) }) : this._words.say('holdEnded')
  }

  #restart(): void {
    this._booking = undefined
    this.#begin()
    this.#go(this._step)
  }
}
