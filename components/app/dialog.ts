import { css, html } from 'lit'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { renderIcon } from './icons.ts'
import type { AppWords } from './problem-words.ts'

/** The dialog was closed by its button, Escape or a click beside it, and is to be removed. */
export class DialogCloseEvent extends Event {
  constructor() {
    super('dm-dialog-close')
  }
}

/**
 * @summary A native modal dialog that is open as long as it stands in the document: a sheet on a phone.
 * @element dm-dialog
 * @fires dm-dialog-close
 * @slot - The content.
 * @slot foot - Buttons.
 */
export class DmDialog extends DmElement {
  static override properties = {
    words: { attribute: false },
    heading: { type: String },
    locked: { type: Boolean },
  }

  static override styles = [
    tokens,
    controls,
    css`
      dialog {
        inline-size: min(30rem, 100vw - 32px);
        max-inline-size: none;
        max-block-size: min(48rem, 100dvh - 32px);
        padding: 0;
        border: 1px solid var(--_line);
        border-radius: calc(var(--_radius) + 4px);
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 24px 64px rgb(0 0 0 / 0.28);
        overflow: auto;
      }
      dialog::backdrop {
        background: rgb(8 16 14 / 0.5);
      }
      header {
        display: flex;
        align-items: start;
        justify-content: space-between;
        gap: 12px;
        padding-block: 20px 0;
        padding-inline: 24px 16px;
      }
      h2 {
        font-size: 1.1875rem;
        padding-block: 6px;
        overflow-wrap: anywhere;
      }
      .close {
        inline-size: 40px;
        min-block-size: 40px;
        padding: 0;
        flex: none;
        border-color: transparent;
        background: none;
        color: var(--_quiet);
      }
      .body {
        padding: 8px 24px 24px;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 10px;
        padding: 16px 24px;
        border-block-start: 1px solid var(--_line);
        background: var(--_ground);
      }
      @media (max-width: 560px) {
        dialog {
          inline-size: 100vw;
          margin: auto 0 0;
          border-radius: 18px 18px 0 0;
          border-inline: 0;
          border-block-end: 0;
        }
        .foot {
          padding-block-end: calc(16px + env(safe-area-inset-bottom));
        }
      }
    `,
  ]

  declare words: AppWords
  declare heading: string
  /** Something is on its way: not now. */
  declare locked: boolean

  constructor() {
    super()
    this.heading = ''
    this.locked = false
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector('dialog')!.showModal()
    this.querySelector<HTMLElement>('[autofocus]')?.focus()
  }

  #close(event?: Event): void {
    event?.preventDefault()
    if (!this.locked) this.dispatchEvent(new DialogCloseEvent())
  }

  override render() {
    const beside = (event: Event) => void (event.target === event.currentTarget && this.#close())
    return html`<dialog aria-labelledby="heading" @cancel=${(event: Event) => this.#close(event)} @mousedown=${beside}>
      <header>
        <h2 id="heading">${this.heading}</h2>
        <button type="button" class="button close" aria-label=${this.words.say('close')} @click=${() => this.#close()}>
          ${renderIcon('close', 18)}
        </button>
      </header>
      <div class="body"><slot></slot></div>
      <div class="foot"><slot name="foot"></slot></div>
    </dialog>`
  }
}
