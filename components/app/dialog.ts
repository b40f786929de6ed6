import { html, nothing } from 'lit'
import { controls } from '../ui/controls.ts'
import { deepActive } from '../ui/deep-active.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { dialogStyle } from './dialog-style.ts'
import { renderIcon } from './icons.ts'
import type { AppWords } from './problem-words.ts'

/** The dialog was closed by its button, Escape or a click beside it, and is to be removed. */
export class DialogCloseEvent extends Event {
  constructor() {
    super('dm-dialog-close')
  }
}

/**
 * @summary A native modal dialog that is open as long as it stands in the document: a sheet on a phone, which a wide
 *   one fills. Asks before it throws away what was typed, and gives the focus back to where it was.
 * @element dm-dialog
 * @fires dm-dialog-close
 * @slot - The content. What carries `autofocus` has the focus first, else the heading.
 * @slot foot - Buttons that stay in view.
 */
export class DmDialog extends DmElement {
  static override properties = {
    words: { attribute: false },
    heading: { type: String },
    locked: { type: Boolean },
    dirty: { type: Boolean },
    wide: { type: Boolean, reflect: true },
    _isAsking: { state: true },
    _hasFoot: { state: true },
  }

  static override styles = [tokens, controls, dialogStyle]

  declare words: AppWords
  declare heading: string
  /** Something is on its way: not now. */
  declare locked: boolean
  /** Something was typed that closing would lose. */
  declare dirty: boolean
  declare wide: boolean
  declare _isAsking: boolean
  declare _hasFoot: boolean
  #before: Element | null = null

  constructor() {
    super()
    this.heading = ''
    this.locked = false
    this.dirty = false
    this.wide = false
    this._isAsking = false
    this._hasFoot = false
  }

  override firstUpdated(): void {
    this.#before = deepActive()
    this.#dialog.showModal()
    this.querySelector<HTMLElement>('[autofocus]')?.focus()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    const before = this.#before
    // After whatever removed the dialog is drawn: the place may have gone with it.
    requestAnimationFrame(() => {
      if (before instanceof HTMLElement && before.isConnected && deepActive() === document.body) before.focus()
    })
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!
  }

  #close(): void {
    if (this.locked) return
    if (!this.dirty) return this.#leave()
    this._isAsking = true
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.ask button')?.focus())
  }

  #keep(): void {
    this._isAsking = false
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h2')?.focus())
  }

  #leave(): void {
    this.dispatchEvent(new DialogCloseEvent())
  }

  /** Escape never reaches the browser, which closes at the second one whatever we say to it. */
  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    if (this._isAsking) this.#keep()
    else this.#close()
  }

  /** A gesture of the system closed it by force. */
  #closed(): void {
    if (this.dirty || this.locked) this.#dialog.showModal()
    this.#close()
  }

  override render() {
    const { words } = this
    return html`<dialog
      aria-labelledby="heading"
      @keydown=${(event: KeyboardEvent) => this.#escape(event)}
      @cancel=${(event: Event) => {
        if (event.target !== event.currentTarget) return
        event.preventDefault()
        this.#close()
      }}
      @close=${() => this.#closed()}
      @mousedown=${(event: Event) => void (event.target === event.currentTarget && this.#close())}
    >
      <header>
        <h2 id="heading" tabindex="-1" autofocus>${this.heading}</h2>
        <button type="button" class="button close" aria-label=${words.say('close')} @click=${() => this.#close()}>
          ${renderIcon('close', 18)}
        </button>
      </header>
      <div class="body"><slot></slot></div>
      ${this._isAsking ? this.#renderAsking() : nothing}
      <div class="foot" ?hidden=${this._isAsking || !this._hasFoot}>
        <slot name="foot" @slotchange=${(event: Event) => this.#count(event)}></slot>
      </div>
    </dialog>`
  }

  #count(event: Event): void {
    const slot = event.target as HTMLSlotElement // the listener stands on it
    this._hasFoot = slot.assignedElements().length > 0
  }

  #renderAsking() {
    const { words } = this
    return html`<div class="row ask" role="alertdialog" aria-label=${words.say('discardAsk')}>
      <span>${words.say('discardAsk')}</span>
      <span class="row">
        <button type="button" class="button" @click=${() => this.#keep()}>${words.say('keepEditing')}</button>
        <button type="button" class="button danger" @click=${() => this.#leave()}>${words.say('discard')}</button>
      </span>
    </div>`
  }
}
