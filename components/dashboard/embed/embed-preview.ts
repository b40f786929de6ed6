import { html, nothing, type PropertyValues } from 'lit'
import type { JsonValue } from '@dramac/contract/wire/json'
import { applyLocale } from '@dramac/frame/appearance'
import type { WidgetClient } from '@dramac/frame/client'
import { createLocalClient, type LocalClient } from '@dramac/frame/local-client'
import { asyncStyle, renderFailure, renderLoading } from '../../app/async.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { sitePath, type SiteApp } from '../site-app.ts'
import type { Choice, Embeddable } from './choice.ts'
import { previewStyle } from './preview-style.ts'

type WidgetElement = HTMLElement & { client?: WidgetClient }

/** A connection that is slower than this is as good as none. */
const patienceMs = 20_000

/**
 * @summary The widget itself, without a frame, as the choice of the moment shows it.
 * @element dm-embed-preview
 */
export class DmEmbedPreview extends DmElement {
  static override properties = {
    app: { attribute: false },
    choice: { attribute: false },
    target: { attribute: false },
    _running: { state: true },
    _problem: { state: true },
    _said: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, previewStyle]

  declare app: SiteApp
  declare choice: Choice
  /** What is chosen. */
  declare target: Embeddable
  declare _running: WidgetElement | undefined
  declare _problem: unknown
  /** For readers: what the widget announces. */
  declare _said: string
  #local: LocalClient | undefined
  #start = 0
  #tries = 0

  constructor() {
    super()
    this._said = ''
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#end()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hasUpdated) void this.#begin()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('choice')
    const isOther = changed.has('target') && changed.get('target')?.widget !== this.target.widget
    // Where it stands is said once, at the start.
    if (isOther || before?.mode !== (before && this.choice.mode)) void this.#begin()
    else if (changed.has('choice') || changed.has('app')) this.#tell()
  }

  override updated(): void {
    const stage = this.renderRoot.querySelector<HTMLElement>('.stage')
    if (stage) applyLocale(this.#locale, stage)
  }

  /** A page without a wish has the language of whoever looks. */
  get #locale(): string {
    return this.choice.locale || this.app.words.locale
  }

  #end(): void {
    this.#start++
    this.#local?.end()
    this.#local = undefined
    this._running = undefined
  }

  async #begin(): Promise<void> {
    this.#end()
    const own = this.#start
    this._problem = undefined
    try {
      await this.#loadCode()
      if (own === this.#start) this._running = this.#create()
    } catch (problem) {
      this.#tries++
      if (own === this.#start) this._problem = problem
    }
  }

  async #loadCode(): Promise<void> {
    const { module, widget } = this.target
    // A browser remembers that a module failed: another try needs another address.
    if (module.script) await import(this.#tries === 0 ? module.script : `${module.script}?try=${this.#tries}`)
    const late = AbortSignal.timeout(patienceMs)
    await new Promise<void>((settle, reject) => {
      late.addEventListener('abort', () => reject(late.reason))
      void customElements.whenDefined(widget.element).then(() => settle())
    })
  }

  #create(): WidgetElement {
    const { app, choice, target } = this
    const { module, name, widget } = target
    const element: WidgetElement = document.createElement(widget.element)
    this.#local = createLocalClient({
      boot: { site: app.site.slug, module: module.slug, widget: name, element: widget.element, data: null },
      init: {
        props: filled(choice.attributes),
        appearance: { theme: choice.theme, variables: {} },
        locale: this.#locale,
        mode: choice.mode,
      },
      api: {
        base: sitePath(app, 'modules', module.slug),
        credentials: 'same-origin',
        headers: () => ({ 'Dm-Request': '1' }),
      },
      onEvent: (event, detail) => this.#hear(event, detail),
    })
    setAttributes(element, widget.attributes, choice.attributes)
    element.client = this.#local.client
    return element
  }

  #hear(event: string, detail: JsonValue): void {
    if (event === 'dm-close') this.#dialog?.close()
    if (event === 'announce' && detail !== null && typeof detail === 'object' && 'text' in detail)
      this._said = String(detail.text)
  }

  /** The running widget hears of a new choice as it would from a page: nothing in it starts anew. */
  #tell(): void {
    const { choice, target } = this
    if (!this.#local || !this._running) return
    const { page } = this.#local
    page.tell('widget.setProps', { props: filled(choice.attributes) })
    page.tell('widget.setLocale', { locale: this.#locale })
    page.tell('widget.setAppearance', { theme: choice.theme, variables: {} })
    setAttributes(this._running, target.widget.attributes, choice.attributes)
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog')
  }

  override render() {
    const { words } = this.app
    if (this._problem !== undefined) return renderFailure(words, this._problem, () => void this.#begin())
    if (!this._running) return renderLoading(words)
    return html`<div class="stage" data-theme=${this.choice.theme}>
        ${this.choice.mode === 'modal' ? this.#renderModal() : this._running}
      </div>
      <p class="visually-hidden" role="status">${this._said || nothing}</p>`
  }

  #renderModal() {
    const { words } = this.app
    return html`<p class="trigger">
        <button type="button" class="link" @click=${() => this.#dialog?.showModal()}>${this.choice.linkText}</button>
      </p>
      <dialog aria-label=${this.target.widget.label} closedby="any">
        <button
          type="button"
          class="button close"
          aria-label=${words.say('close')}
          @click=${() => this.#dialog?.close()}
        >
          ×
        </button>
        ${this._running}
      </dialog>`
  }
}

const filled = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''))

function setAttributes(element: HTMLElement, declared: object, chosen: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(declared)) {
    const value = chosen[name] ?? ''
    if (value === '') element.removeAttribute(name)
    else element.setAttribute(name, value)
  }
}
