import { css, html, nothing, type PropertyValues } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { ScreenClient } from './screen-client.ts'
import { formatMinutes, formatPrice } from '../../messages/formats.ts'
import { listAll, type GivingRecord, type PersonRecord, type ServiceRecord } from './records.ts'
import { Remote } from './remote.ts'
import {
  explainTo,
  isReferred,
  renderArrow,
  renderDenied,
  renderEmpty,
  renderProblem,
  renderRemote,
} from './screen-parts.ts'
import { screenStyle } from './screen-style.ts'
import { english, loadScreenWords, type ScreenMessage, type ScreenWords } from './screen-words.ts'

interface Offer {
  readonly services: readonly ServiceRecord[]
  readonly people: readonly PersonRecord[]
  readonly givings: readonly GivingRecord[]
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
    _problem: { state: true },
    _busy: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    screenStyle,
    css`
      .services {
        display: grid;
        gap: 12px;
      }
      .service {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 8px 16px;
        padding: 14px 18px;
      }
      .service.off {
        background: none;
      }
      .order {
        display: grid;
        margin-inline-start: -8px;
      }
      .order .button {
        min-block-size: 36px;
      }
      .facts {
        display: grid;
        gap: 4px;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .facts p {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
      }
      .remove {
        color: var(--_danger);
      }
      @container (max-width: 679px) {
        .service {
          grid-template-columns: minmax(0, 1fr) auto;
          align-items: start;
        }
        .facts {
          order: -1;
        }
        .order .button {
          min-block-size: 44px;
        }
        .actions {
          grid-column: 1 / -1;
        }
        .actions .button {
          flex: 1 1 auto;
        }
        .bar .button {
          inline-size: 100%;
        }
      }
    `,
  ]

  declare client: ScreenClient
  declare _words: ScreenWords
  /** Id of the service in the form, or `new`. */
  declare _edited: string
  declare _deleting: ServiceRecord | undefined
  declare _problem: unknown
  declare _busy: boolean
  readonly #offer = new Remote<Offer>(this, (signal) => this.#load(signal))

  constructor() {
    super()
    this._words = english
    this._edited = ''
    this._busy = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('client') || !this.client) return
    void loadScreenWords(this.client.locale).then((words) => (this._words = words))
    if (this.client.can('booking:read')) void this.#offer.load()
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
  async #run(done: ScreenMessage, write: () => Promise<unknown>): Promise<boolean> {
    this._busy = true
    this._problem = undefined
    try {
      await write()
      this.client.toast(this._words.say(done))
      return true
    } catch (problem) {
      this._problem = problem
      return false
    } finally {
      await this.#offer.load()
      this._busy = false
    }
  }

  #setActive({ id, version }: ServiceRecord, active: boolean): Promise<boolean> {
    return this.#run(active ? 'offeredAgain' : 'notOffered', () =>
      this.client.update('services', id, { active }, version),
    )
  }

  /** Swaps with its neighbour; positions that repeat or have gaps are set right on the way. */
  async #reorder(services: readonly ServiceRecord[], from: number, to: number): Promise<void> {
    const order = [...services]
    order.splice(to, 0, ...order.splice(from, 1))
    const name = order[to]!.name
    await this.#run('reordered', async () => {
      for (const [position, service] of order.entries()) {
        if (service.position !== position)
          await this.client.update('services', service.id, { position }, service.version)
      }
    })
    const direction = to < from ? 'up' : 'down'
    await this.updateComplete
    const card = [...this.renderRoot.querySelectorAll('.service')].find(
      (one) => one.getAttribute('aria-label') === name,
    )
    const buttons = [...(card?.querySelectorAll<HTMLButtonElement>('.order button') ?? [])]
    ;(
      buttons.find((one) => one.dataset['direction'] === direction && !one.disabled) ??
      buttons.find((one) => !one.disabled)
    )?.focus()
  }

  async #delete(service: ServiceRecord): Promise<void> {
    if (await this.#run('deleted', () => this.client.remove('services', service.id))) this._deleting = undefined
  }

  override render() {
    if (!this.client) return nothing
    const words = this._words
    if (!this.client.can('booking:read')) return renderDenied(words)
    const mayWrite = this.client.can('booking:write')
    return html`<div class="screen" lang=${words.locale}>
      <div class="bar">
        <h1>${words.say('services')}</h1>
        ${mayWrite && this.#offer.data?.services.length ? html`<button type="button" class="button primary" @click=${() => (this._edited = 'new')}>${words.say('addService')}</button>` : nothing}
      </div>
      ${this._problem !== undefined && !this._deleting ? renderProblem(words, this._problem) : nothing}
      ${renderRemote(words, this.#offer, (offer) => this.#renderList(offer, mayWrite))}
      ${this._edited && this.#offer.data ? this.#renderForm(this.#offer.data) : nothing}
      ${this._deleting ? this.#renderDeleting(this._deleting) : nothing}
    </div>`
  }

  #renderList(offer: Offer, mayWrite: boolean) {
    const words = this._words
    if (offer.services.length === 0) {
      const action = { label: words.say('addService'), run: () => (this._edited = 'new') }
      return renderEmpty({
        title: words.say('noServicesTitle'),
        text: words.say('noServicesText'),
        action: mayWrite ? action : undefined,
      })
    }
    return html`<ul class="plain services">
      ${offer.services.map((service, index) => this.#renderService(offer, service, mayWrite ? index : -1))}
    </ul>`
  }

  #renderService({ services, people, givings }: Offer, service: ServiceRecord, index: number) {
    const words = this._words
    const giving = new Set(
      givings.filter(({ serviceId }) => serviceId === service.id).map(({ resourceId }) => resourceId),
    )
    const names = people.filter(({ id }) => giving.has(id)).map(({ name }) => name)
    const { name } = service
    const step = (direction: 'up' | 'down', to: number) =>
      html`<button
        type="button"
        class="button plain icon-button"
        data-direction=${direction}
        aria-label=${words.say(direction === 'up' ? 'moveUp' : 'moveDown', { name })}
        ?disabled=${this._busy || to < 0 || to >= services.length}
        @click=${() => void this.#reorder(services, index, to)}
      >
        ${renderArrow(direction)}
      </button>`
    return html`<li class="card service ${service.active ? '' : 'off'}" aria-label=${name}>
      ${index < 0 ? html`<span></span>` : html`<div class="order">${step('up', index - 1)}${step('down', index + 1)}</div>`}
      <div class="facts">
        <h2>
          ${name}
          <span class="badge ${service.active ? 'on' : 'off'}"
            >${words.say(service.active ? 'offered' : 'paused')}</span
          >
        </h2>
        <p class="small">
          <span>${formatMinutes(service.durationMinutes, words.locale)}</span>
          <span>${service.price ? formatPrice(service.price, words.locale) : words.say('noPrice')}</span>
          ${service.requiresConfirmation ? html`<span>${words.say('onRequest')}</span>` : nothing}
        </p>
        <p class="small ${names.length ? 'quiet' : 'error'}">
          ${names.length ? new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(names) : words.say('nobodyGives')}
        </p>
      </div>
      ${index < 0 ? nothing : this.#renderActions(service)}
    </li>`
  }

  #renderActions(service: ServiceRecord) {
    const words = this._words
    const { name } = service
    return html`<div class="row actions">
      <button
        type="button"
        class="button"
        aria-label=${words.say('editOf', { name })}
        @click=${() => (this._edited = service.id)}
      >
        ${words.say('edit')}
      </button>
      <button
        type="button"
        class="button"
        aria-label=${words.say(service.active ? 'pauseOf' : 'offerOf', { name })}
        ?disabled=${this._busy}
        @click=${() => void this.#setActive(service, !service.active)}
      >
        ${words.say(service.active ? 'pause' : 'offer')}
      </button>
      <button
        type="button"
        class="button plain remove"
        aria-label=${words.say('deleteOf', { name })}
        @click=${() => this.#askDelete(service)}
      >
        ${words.say('delete')}
      </button>
    </div>`
  }

  #askDelete(service: ServiceRecord): void {
    this._problem = undefined
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
      @dm-saved=${() => {
        this._edited = ''
        void this.#offer.load()
      }}
      @dm-dialog-close=${() => {
        this._edited = ''
        void this.#offer.load()
      }}
    ></dm-booking-service-form>`
  }

  /** A service with bookings stays; it can only be paused. */
  #renderDeleting(service: ServiceRecord) {
    const words = this._words
    const { name } = service
    const isUsed = isReferred(this._problem)
    const close = () => {
      this._deleting = undefined
      this._problem = undefined
    }
    return html`<dm-booking-dialog
      .words=${words}
      .heading=${words.say('deleteAsk', { name })}
      @dm-dialog-close=${close}
    >
      <div class="stack">
        <p role=${isUsed ? 'alert' : nothing}>${words.say(isUsed ? 'deleteUsed' : 'deleteText')}</p>
        ${this._problem !== undefined && !isUsed ? html`<p class="error" role="alert">${explainTo(words, this._problem)}</p>` : nothing}
        <div class="foot">
          <button type="button" class="button" @click=${close}>${words.say('keep')}</button>
          ${
            isUsed
              ? service.active
                ? html`<button
                    type="button"
                    class="button primary"
                    ?disabled=${this._busy}
                    @click=${() => void this.#setActive(service, false).then((done) => done && close())}
                  >
                    ${words.say('pauseInstead')}
                  </button>`
                : nothing
              : html`<button
                  type="button"
                  class="button danger"
                  ?disabled=${this._busy}
                  @click=${() => void this.#delete(service)}
                >
                  ${words.say('delete')}
                </button>`
          }
        </div>
      </div>
    </dm-booking-dialog>`
  }
}
