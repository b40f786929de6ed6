import { html, nothing, type PropertyValues } from 'lit'
import { renderAsync, renderDenied, renderProblem } from '@dramac/components/app/async'
import { Attempt } from '@dramac/components/app/attempt'
import { isReferred } from '@dramac/components/app/problem-words'
import { Resource } from '@dramac/components/app/resource'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import {
  invalidate,
  keyOf,
  listAll,
  tagsOf,
  type GivingRecord,
  type PersonRecord,
  type ServiceRecord,
} from './records.ts'
import { screenStyle } from './screen-style.ts'
import { english, loadScreenWords, type ScreenMessage, type ScreenWords } from './screen-words.ts'
import { renderService, serviceListStyle } from './service-list.ts'
import { announce } from './take-back.ts'

interface Offer {
  readonly services: readonly ServiceRecord[]
  readonly people: readonly PersonRecord[]
  readonly givings: readonly GivingRecord[]
}

interface Change {
  readonly done: ScreenMessage
  write(): Promise<unknown>
  undo?(): Promise<unknown>
}

/**
 * @summary What can be booked: the list, its order, and the form of each service.
 * @element dm-booking-services
 */
export class DmBookingServices extends DmElement {
  static override properties = {
    client: { attribute: false },
    _words: { state: true },
    _edited: { state: true },
    _deleting: { state: true },
  }

  static override styles = [screenStyle, serviceListStyle]

  declare client: ScreenClient
  declare _words: ScreenWords
  /** Id of the service in the form, or `new`. */
  declare _edited: string
  /** The service that is asked about. */
  declare _deleting: ServiceRecord | undefined
  readonly #change = new Attempt(this)
  readonly #offer = new Resource<Offer>(this, {
    cache: () => this.client.cache,
    key: () => (this.client?.can('booking:read') ? keyOf(this.client, 'offer') : undefined),
    ask: (signal) => this.#load(signal),
    tags: tagsOf('services', 'resources', 'service-resources'),
  })

  constructor() {
    super()
    this._words = english
    this._edited = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client') && this.client)
      void loadScreenWords(this.client.locale).then((words) => (this._words = words))
  }

  async #load(signal: AbortSignal): Promise<Offer> {
    const query = { sort: 'position' }
    const [services, people, givings] = await Promise.all([
      listAll(this.client, 'services', { query, signal }),
      listAll(this.client, 'resources', { query, signal }),
      listAll(this.client, 'service-resources', { signal }),
    ])
    return { services, people, givings }
  }

  /** One write and what is there afterwards; @returns whether it went well. */
  async #run({ done, write, undo }: Change): Promise<boolean> {
    if (this.#change.isBusy) return false
    const isDone = await this.#change.run(write)
    if (isDone) announce({ client: this.client, words: this._words, message: done, plurals: ['services'], undo })
    else invalidate(this.client, 'services')
    return isDone
  }

  #setActive({ id, version }: ServiceRecord, active: boolean): Promise<boolean> {
    const { client } = this
    let now = version
    const write = async (to: boolean): Promise<void> => {
      now = (await client.update<ServiceRecord>('services', id, { active: to }, now)).version
    }
    return this.#run({
      done: active ? 'offeredAgain' : 'notOffered',
      write: () => write(active),
      undo: () => write(!active),
    })
  }

  /** Moves one by a place; positions that repeat or have gaps are set right on the way. */
  async #reorder(services: readonly ServiceRecord[], from: number, to: number): Promise<void> {
    if (this.#change.isBusy) return
    const order = [...services]
    order.splice(to, 0, ...order.splice(from, 1))
    // In its new place before the server has said so: the next press may follow at once.
    const takeBack = this.#offer.mutate((offer) => ({ ...offer, services: order }))
    const isDone = await this.#run({
      done: 'reordered',
      write: async () => {
        for (const [position, { id, version, ...service }] of order.entries())
          if (service.position !== position) await this.client.update('services', id, { position }, version)
      },
    })
    if (!isDone) takeBack()
    await this.updateComplete
    this.#focusOrder(order[to]!.id, to < from ? 'up' : 'down')
  }

  /** The same button again, or at the end of the list the other one. */
  #focusOrder(id: string, direction: 'up' | 'down'): void {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLButtonElement>(`[data-id="${id}"] .order button`)]
    const usable = buttons.filter((one) => !one.disabled)
    ;(usable.find((one) => one.dataset['direction'] === direction) ?? usable[0])?.focus()
  }

  async #delete(service: ServiceRecord): Promise<void> {
    const { client } = this
    if (!(await this.#run({ done: 'deleted', write: () => client.remove('services', service.id) }))) return
    this._deleting = undefined
    await this.updateComplete
    // What had the focus is gone.
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus()
  }

  override render() {
    if (!this.client) return nothing
    const words = this._words
    if (!this.client.can('booking:read')) return renderDenied(words)
    const mayWrite = this.client.can('booking:write')
    const { data } = this.#offer
    return html`<div class="page" lang=${words.locale}>
      <div class="head">
        <h1 tabindex="-1">${words.say('services')}</h1>
        ${mayWrite && data?.services.length ? this.#renderAdd() : nothing}
      </div>
      ${this._deleting ? nothing : renderProblem(words, this.#change.problem)}
      <div>
        ${renderAsync({
          words,
          resource: this.#offer,
          ready: (offer) => this.#renderList(offer, mayWrite),
          empty: ({ services }) => (services.length > 0 ? undefined : this.#describeNothing(mayWrite)),
        })}
      </div>
      ${this._edited && data ? this.#renderForm(data) : nothing}
      ${this._deleting ? this.#renderDeleting(this._deleting) : nothing}
    </div>`
  }

  #renderAdd() {
    return html`<button type="button" class="button primary" @click=${() => (this._edited = 'new')}>
      ${this._words.say('addService')}
    </button>`
  }

  #describeNothing(mayWrite: boolean) {
    const words = this._words
    const action = mayWrite ? this.#renderAdd() : nothing
    return { icon: 'tag', title: words.say('noServicesTitle'), text: words.say('noServicesText'), action }
  }

  #renderList({ services, people, givings }: Offer, mayWrite: boolean) {
    return html`<ol class="plain services">
      ${services.map((service, index) => {
        const giving = givings.filter(({ serviceId }) => serviceId === service.id)
        return renderService({
          words: this._words,
          service,
          names: people.filter(({ id }) => giving.some(({ resourceId }) => resourceId === id)).map(({ name }) => name),
          isFirst: index === 0,
          isLast: index === services.length - 1,
          isBusy: this.#change.isBusy,
          mayWrite,
          onStep: (by) => void this.#reorder(services, index, index + by),
          onEdit: () => (this._edited = service.id),
          onActive: (active) => void this.#setActive(service, active),
          onDelete: () => this.#askDelete(service),
        })
      })}
    </ol>`
  }

  #askDelete(service: ServiceRecord | undefined): void {
    this.#change.forget()
    this._deleting = service
  }

  #renderForm({ services, people, givings }: Offer) {
    return html`<dm-booking-service-form
      .client=${this.client}
      .words=${this._words}
      .service=${services.find(({ id }) => id === this._edited)}
      .services=${services}
      .people=${people}
      .givings=${givings}
      @dm-saved=${() => (this._edited = '')}
      @dm-dialog-close=${() => (this._edited = '')}
    ></dm-booking-service-form>`
  }

  /** A service with bookings stays; it can only be paused. */
  #renderDeleting(service: ServiceRecord) {
    const words = this._words
    const { problem, isBusy } = this.#change
    const isUsed = isReferred(problem)
    const close = () => this.#askDelete(undefined)
    const button = (kind: string, name: ScreenMessage, run: () => void) =>
      html`<button slot="foot" type="button" class="button ${kind}" aria-disabled=${isBusy} @click=${run}>
        ${words.say(name)}
      </button>`
    const pause = () => void this.#setActive(service, false).then((done) => done && close())
    return html`<dm-dialog
      .words=${words}
      .heading=${words.say('deleteAsk', { name: service.name })}
      .locked=${isBusy}
      @dm-dialog-close=${close}
    >
      <div class="stack">
        <p role=${isUsed ? 'alert' : nothing}>${words.say(isUsed ? 'deleteUsed' : 'deleteText')}</p>
        ${isUsed ? nothing : renderProblem(words, problem)}
      </div>
      ${button('', 'keep', close)}
      ${isUsed ? nothing : button('danger primary', 'delete', () => void this.#delete(service))}
      ${isUsed && service.active ? button('primary', 'pauseInstead', pause) : nothing}
    </dm-dialog>`
  }
}
