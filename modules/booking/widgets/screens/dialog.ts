import { css, html, nothing } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import { english, type ScreenWords } from './screen-words.ts'

/** The dialog is to go away: by its button, Escape, or a click beside it. */
export class DialogCloseEvent extends Event {
  constructor() {
    super('dm-dialog-close', { bubbles: false })
  }
}

/**
 * @summary A native modal dialog: full screen on a phone. Asks before it throws away what was typed.
 * @element dm-booking-dialog
 * @fires dm-dialog-close - The dialog is to be removed.
 * @slot - The content.
 * @slot foot - Buttons that stay in view.
 */
export class DmBookingDialog extends DmElement {
  static override properties = {
    words: { attribute: false },
    heading: { type: String },
    dirty: { type: Boolean },
    wide: { type: Boolean, reflect: true },
    _asking: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    css`
      dialog {
        inline-size: min(34rem, 100vw - 32px);
        max-inline-size: none;
        max-block-size: min(52rem, 100dvh - 32px);
        padding: 0;
        border: 1px solid var(--_line);
        border-radius: calc(var(--_radius) + 4px);
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 24px 64px rgb(0 0 0 / 0.28);
        overflow: hidden;
      }
      :host([wide]) dialog {
        inline-size: min(46rem, 100vw - 32px);
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: rgb(8 16 14 / 0.5);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        padding: 12px 12px 12px 24px;
        padding-inline: 24px 12px;
        border-block-end: 1px solid var(--_line);
      }
      h2 {
        font-size: 1.1875rem;
        overflow-wrap: anywhere;
      }
      .close {
        inline-size: 44px;
        min-block-size: 44px;
        padding: 0;
        flex: none;
      }
      .body {
        padding: 20px 24px 24px;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      .ask {
        padding: 12px 24px;
        background: var(--_danger-soft);
        border-block-start: 1px solid var(--_line);
        justify-content: space-between;
      }
      @media (max-width: 560px) {
        dialog,
        :host([wide]) dialog {
          inline-size: 100vw;
          block-size: 100dvh;
          max-block-size: none;
          margin: 0;
          border: 0;
          border-radius: 0;
        }
        .body {
          flex: 1;
          padding: 16px;
        }
        header {
          padding-inline-start: 16px;
        }
        .ask {
          padding-inline: 16px;
        }
      }
    `,
  ]

  declare words: ScreenWords
  declare heading: string
  /** Something was typed that closing would lose. */
  declare dirty: boolean
  declare wide: boolean
  declare _asking: boolean

  constructor() {
    super()
    this.words = english
    this.heading = ''
    this.dirty = false
    this.wide = false
    this._asking = false
  }

  override firstUpdated(): void {
    this.#dialog.showModal()
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!
  }

  #close(): void {
    if (!this.dirty) return this.#leave()
    this._asking = true
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.ask button')?.focus())
  }

  // Closed before it is removed, so that the focus goes back to where it was.
  #leave(): void {
    const dialog = this.#dialog
    if (dialog.open) dialog.close()
    else this.dispatchEvent(new DialogCloseEvent())
  }

  override render() {
    const { words } = this
    return html`<dialog
      aria-labelledby="heading"
      @cancel=${(event: Event) => {
        event.preventDefault()
        this.#close()
      }}
      @close=${() => this.dispatchEvent(new DialogCloseEvent())}
      @mousedown=${(event: MouseEvent) => event.target === event.currentTarget && this.#close()}
    >
      <header>
        <h2 id="heading">${this.heading}</h2>
        <button type="button" class="button plain close" aria-label=${words.say('close')} @click=${() => this.#close()}>
          <svg
            width="20"
            height="20"
            viewBox="0 0 20 20"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            aria-hidden="true"
          >
            <path d="M5 5l10 10M15 5 5 15" />
          </svg>
        </button>
      </header>
      <div class="body"><slot></slot></div>
      ${this._asking ? this.#renderAsking() : nothing}
    </dialog>`
  }

  #renderAsking() {
    const { words } = this
    return html`<div class="row ask" role="alertdialog" aria-label=${words.say('discardAsk')}>
      <span>${words.say('discardAsk')}</span>
      <span class="row">
        <button type="button" class="button" @click=${() => (this._asking = false)}>${words.say('keepEditing')}</button>
        <button type="button" class="button danger" @click=${() => this.#leave()}>${words.say('discard')}</button>
      </span>
    </div>`
  }
}
