import { css, html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderDenied, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { textOfField, type FormField, type FormValues } from '../../app/form-fields.ts'
import { formStyle } from '../../app/form-style.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { agencyStyle } from './agency-style.ts'
import { currencyOptions, localeOptions, zoneOptions } from './places.ts'
import type { Agency, Member, OwnershipOffer } from './rows.ts'

/**
 * @summary Name, place and rules of an agency, and handing it over.
 * @element dm-agency-settings
 */
export class DmAgencySettings extends DmElement {
  static override properties = { app: { attribute: false }, _isOffering: { state: true } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    formStyle,
    agencyStyle,
    css`
      .page {
        max-inline-size: 44rem;
      }
      section.card {
        padding: 20px 24px 24px;
      }
    `,
  ]

  declare app: DeskApp
  declare _isOffering: boolean
  readonly #answer = new Attempt(this)
  readonly #desk = new AgencyDesk(this)
  readonly #agency = this.#desk.record<Agency>({ path: () => '', tags: ['agency-record'] })
  readonly #members = this.#desk.list<Member>({
    path: () => (this.#desk.may('ownership:write') && this.#desk.may('members:read') ? 'members' : undefined),
    query: () => ({ limit: 100 }),
    tags: ['members'],
  })
  readonly #offers = this.#desk.list<OwnershipOffer>({
    path: () => (this.#desk.tenant.can('agency:read') ? 'ownership-offers' : undefined),
    tags: ['ownership'],
  })
  #shown: Agency | undefined
  #values: FormValues = {}

  constructor() {
    super()
    this._isOffering = false
  }

  #valuesOf(agency: Agency): FormValues {
    if (this.#shown?.version === agency.version && this.#shown.id === agency.id) return this.#values
    const { name, slug, zone, locale, currency, requiresSecondFactor } = agency
    this.#shown = agency
    return (this.#values = { name, slug, zone, locale, currency, requiresSecondFactor })
  }

  /** Only what is different: nobody else's change of another field is undone. */
  async #write(values: FormValues, version: number): Promise<void> {
    const changed = Object.entries(values).filter(([name, value]) => value !== this.#values[name])
    if (changed.length === 0) return
    const before = this.#desk.agency.slug
    const now = await this.app.api.patch<Agency>(this.#desk.path(), Object.fromEntries(changed), version)
    await this.#desk.tenant.refresh()
    if (now.slug !== before) this.app.go(`/agencies/${now.slug}/settings`)
    this.#desk.invalidate('agency-record')
  }

  async #offer(values: FormValues): Promise<void> {
    await this.app.api.post(this.#desk.path('ownership-offers'), { userId: textOfField(values, 'userId') })
    this.#desk.invalidate('ownership')
  }

  async #settle({ id }: OwnershipOffer, isAccepted: boolean): Promise<void> {
    const { api, toast } = this.app
    const { words } = this.#desk
    const path = this.#desk.path('ownership-offers', id)
    if (!(await this.#answer.run(() => (isAccepted ? api.post(`${path}/accept`) : api.delete(path))))) return
    toast(words.say(isAccepted ? 'ownershipTaken' : 'offerWithdrawn'))
    this.#desk.invalidate('ownership', 'members')
    await this.#desk.tenant.refresh()
  }

  get #fields(): readonly FormField[] {
    const { words } = this.#desk
    const { zone, locale, currency } = this.#values
    return [
      { name: 'name', label: words.say('agencyName'), missing: words.say('nameMissing'), maxLength: 120 },
      {
        name: 'slug',
        label: words.say('slug'),
        hint: words.say('agencySlugHint'),
        missing: words.say('slugMissing'),
        isLatin: true,
        maxLength: 60,
      },
      { name: 'zone', label: words.say('zone'), kind: 'select', options: zoneOptions(zone) },
      { name: 'locale', label: words.say('locale'), kind: 'select', options: localeOptions(words.locale, locale) },
      {
        name: 'currency',
        label: words.say('currency'),
        kind: 'select',
        options: currencyOptions(words.locale, currency),
      },
      {
        name: 'requiresSecondFactor',
        label: words.say('requireSecondFactor'),
        hint: words.say('requireSecondFactorHint'),
        kind: 'check',
      },
    ]
  }

  override render() {
    const { words } = this.#desk
    if (!this.#desk.tenant.can('agency:read')) return renderDenied(words)
    const mayWrite = this.#desk.may('agency:write')
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say('settings')}</h1>
          <p>${words.say('settingsHint')}</p>
        </div>
      </div>
      ${renderAsync({
        words,
        resource: this.#agency,
        ready: (agency) => {
          const values = this.#valuesOf(agency)
          const write = (given: FormValues, version = agency.version) => this.#write(given, version)
          return html`<section class="card">
            <dm-field-form
              .words=${words}
              .action=${words.say('save')}
              .fields=${this.#fields}
              .values=${values}
              .locked=${!mayWrite}
              .write=${write}
              .resolve=${{ theirs: () => void this.#agency.load(), mine: () => void this.#agency.load() }}
              @dm-form-done=${() => this.app.toast(words.say('saved'))}
            ></dm-field-form>
          </section>`
        },
      })}
      ${this.#renderOwnership()}
    </div>`
  }

  #renderOwnership() {
    const { words, tenant } = this.#desk
    const mayOffer = this.#desk.may('ownership:write')
    const offers = this.#offers.data?.data ?? []
    const mine = offers.filter(({ toUserId }) => toUserId === tenant.user?.id)
    if (!mayOffer && mine.length === 0) return nothing
    return html`<section class="card">
        <h2>${words.say('ownership')}</h2>
        <p class="hint">${words.say('ownershipHint')}</p>
        ${renderProblem(words, this.#answer.problem)}
        ${(mayOffer ? offers : mine).map((offer) => this.#renderOffer(offer))}
        ${
          mayOffer && offers.length === 0
            ? html`<div>
                <button type="button" class="button danger" @click=${() => (this._isOffering = true)}>
                  ${words.say('handOver')}
                </button>
              </div>`
            : nothing
        }
      </section>
      ${this._isOffering ? this.#renderOffering() : nothing}`
  }

  #renderOffer(offer: OwnershipOffer) {
    const { words, tenant } = this.#desk
    const isMine = offer.toUserId === tenant.user?.id
    const busy = this.#answer.isBusy
    return html`<div class="notice row">
      <span>${isMine ? words.say('offeredToYou') : words.say('offeredTo', { name: offer.toName ?? '' })}</span>
      ${
        isMine
          ? html`<button
              type="button"
              class="button primary"
              aria-disabled=${busy}
              @click=${() => void this.#settle(offer, true)}
            >
              ${words.say('acceptOwnership')}
            </button>`
          : nothing
      }
      <button type="button" class="button" aria-disabled=${busy} @click=${() => void this.#settle(offer, false)}>
        ${words.say(isMine ? 'declineOwnership' : 'withdraw')}
      </button>
    </div>`
  }

  #renderOffering() {
    const { words, tenant } = this.#desk
    const leave = () => (this._isOffering = false)
    const others = (this.#members.data?.data ?? []).filter(({ userId }) => userId !== tenant.user?.id)
    const options = others.map(({ userId, name }) => ({ value: userId, label: name }))
    return html`<dm-field-form
      .words=${words}
      .heading=${words.say('handOver')}
      .lead=${words.say('handOverText')}
      .action=${words.say('sendOffer')}
      danger
      .fields=${[
        {
          name: 'userId',
          label: words.say('newOwner'),
          kind: 'select' as const,
          options,
          missing: words.say('nobodyElse'),
        },
      ]}
      .values=${{ userId: options[0]?.value ?? '' }}
      .write=${(values: FormValues) => this.#offer(values)}
      @dm-form-leave=${leave}
      @dm-form-done=${leave}
    ></dm-field-form>`
  }
}
