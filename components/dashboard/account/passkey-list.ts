import { html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { renderConfirm } from '../../app/confirm.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatDay } from '../dashboard-words.ts'
import { SessionChangedEvent } from '../entry/entry-app.ts'
import { isHeld, isLeft, type PasskeyOffer } from '../identity/passkeys.ts'
import type { AccountPageApp } from './account-app.ts'
import { sectionStyle } from './account-style.ts'
import { readDevice } from './device.ts'
import type { PasskeyNamedEvent } from './passkey-name.ts'

export interface Passkey {
  readonly id: string
  readonly label: string
  readonly createdAt: string
  readonly lastUsedAt: string | null
}

const address = '/v1/me/passkeys'

/**
 * @summary Passkeys of an account: added on this device, named, removed.
 * @element dm-passkeys
 * @fires dm-session-changed
 */
export class DmPasskeys extends DmElement {
  static override properties = {
    app: { attribute: false },
    _naming: { state: true },
    _removing: { state: true },
    _note: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, pageStyle, sectionStyle]

  declare app: AccountPageApp
  declare _naming: Passkey | undefined
  declare _removing: Passkey | undefined
  /** What the browser said, which is no failure. */
  declare _note: 'passkeyLeft' | 'passkeyHeld' | undefined
  readonly #write = new Attempt(this)
  readonly #passkeys = new Resource<readonly Passkey[]>(this, {
    cache: () => this.app.cache,
    key: () => address,
    ask: async (signal) => (await this.app.api.get<{ data: readonly Passkey[] }>(address, { signal })).data,
    tags: ['passkeys'],
  })

  async #add(): Promise<void> {
    const { api, passkeys, words, toast } = this.app
    this._note = undefined
    const isDone = await this.#write.run(async () => {
      const { challenge, options } = await api.post<PasskeyOffer>(`${address}/options`)
      const response = await passkeys.create(options).catch((problem: unknown) => this.#explain(problem))
      if (response === undefined) return
      const { browser, system } = readDevice(navigator.userAgent)
      const label = [browser, system].filter(Boolean).join(' · ') || words.say('passkey')
      await api.post(address, { challenge, response, label })
      toast(words.say('passkeyAdded'))
      this.#tell()
    })
    if (isDone) await this.#passkeys.load()
  }

  /** @returns undefined; throws what is a failure. */
  #explain(problem: unknown): undefined {
    if (isHeld(problem)) this._note = 'passkeyHeld'
    else if (isLeft(problem)) this._note = 'passkeyLeft'
    else throw problem
    return undefined
  }

  #tell(): void {
    this.app.cache.invalidate('me')
    this.dispatchEvent(new SessionChangedEvent())
  }

  #name({ passkey, label }: PasskeyNamedEvent): void {
    this._naming = undefined
    this.#passkeys.mutate((all) => all.map((one) => (one.id === passkey.id ? { ...one, label } : one)))
    this.app.toast(this.app.words.say('saved'))
  }

  async #remove(passkey: Passkey): Promise<void> {
    const { api, words, toast } = this.app
    if (!(await this.#write.run(() => api.delete(`${address}/${passkey.id}`)))) return
    this._removing = undefined
    this.#passkeys.mutate((all) => all.filter(({ id }) => id !== passkey.id))
    toast(words.say('passkeyRemoved'))
    this.#tell()
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus()
  }

  override render() {
    const { words, passkeys } = this.app
    const add = passkeys.isSupported
      ? html`<button type="button" class="button" aria-disabled=${this.#write.isBusy} @click=${() => void this.#add()}>
          ${renderIcon('plus', 18)}${words.say('passkeyAdd')}
        </button>`
      : nothing
    return html`<section class="card">
        <div class="section-head">
          <div>
            <h2 tabindex="-1">${words.say('passkeys')}</h2>
            <p class="hint">${words.say(passkeys.isSupported ? 'passkeysHint' : 'passkeysUnsupported')}</p>
            <div role="status">${this._note ? html`<p class="notice">${words.say(this._note)}</p>` : nothing}</div>
          </div>
          ${add}
        </div>
        ${this._removing ? nothing : renderProblem(words, this.#write.problem)}
        ${renderAsync({
          words,
          resource: this.#passkeys,
          ready: (all) =>
            all.length === 0
              ? html`<p class="quiet">${words.say('passkeysNone')}</p>`
              : html`<ul class="rows">
                  ${all.map((one) => this.#renderPasskey(one))}
                </ul>`,
        })}
      </section>
      ${
        this._naming
          ? html`<dm-passkey-name
              .app=${this.app}
              .passkey=${this._naming}
              @dm-passkey-named=${(event: PasskeyNamedEvent) => this.#name(event)}
              @dm-dialog-close=${() => (this._naming = undefined)}
            ></dm-passkey-name>`
          : nothing
      }
      ${this._removing ? this.#renderRemoving(this._removing) : nothing}`
  }

  #renderPasskey(passkey: Passkey) {
    const { words } = this.app
    const used = passkey.lastUsedAt
      ? words.say('lastUsed', { date: formatDay(words, passkey.lastUsedAt) })
      : words.say('neverUsed')
    return html`<li>
      <div class="what">
        ${renderIcon('key')}
        <div class="facts">
          <strong>${passkey.label}</strong>
          <p class="hint">${words.say('created', { date: formatDay(words, passkey.createdAt) })}, ${used}</p>
        </div>
      </div>
      <div class="foot">
        <button type="button" class="button" @click=${() => (this._naming = passkey)}>
          ${words.say('rename')} <span class="visually-hidden">${passkey.label}</span>
        </button>
        <button
          type="button"
          class="button danger"
          @click=${() => {
            this.#write.forget()
            this._removing = passkey
          }}
        >
          ${words.say('remove')} <span class="visually-hidden">${passkey.label}</span>
        </button>
      </div>
    </li>`
  }

  #renderRemoving(passkey: Passkey) {
    const { words } = this.app
    return renderConfirm({
      words,
      heading: words.say('passkeyRemoveTitle', { label: passkey.label }),
      text: words.say('passkeyRemoveText'),
      action: words.say('remove'),
      busy: this.#write.isBusy,
      problem: this.#write.problem,
      onLeave: () => {
        this._removing = undefined
        this.#write.forget()
      },
      onConfirm: () => void this.#remove(passkey),
    })
  }
}
