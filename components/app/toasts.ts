/** Short notes of what has been done, with a way back. */
import { css, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { renderIcon } from './icons.ts'
import type { AppWords } from './problem-words.ts'

export interface ToastOptions {
  /** Offers to take it back. */
  readonly undo?: () => void
}

interface Toast extends ToastOptions {
  readonly id: number
  readonly text: string
}

/** Long enough to read, and to reach the button by keyboard. */
const shownMs = 6000
const most = 3

/**
 * @summary Toasts above everything else. They stay while a pointer or the focus rests on them.
 * @element dm-toasts
 */
export class DmToasts extends DmElement {
  static override properties = { words: { attribute: false }, _toasts: { state: true } }

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        position: fixed;
        inset: auto 0 calc(env(safe-area-inset-bottom) + 84px) 0;
        inline-size: auto;
        margin: 0 auto;
        padding: 0 16px;
        border: 0;
        background: none;
        overflow: visible;
        pointer-events: none;
        display: grid;
        gap: 8px;
        justify-items: center;
      }
      .toast {
        pointer-events: auto;
        display: flex;
        align-items: center;
        gap: 12px;
        min-block-size: 48px;
        max-inline-size: min(34rem, 100%);
        padding: 4px 6px 4px 18px;
        padding-inline: 18px 6px;
        border-radius: 14px;
        background: var(--_text);
        color: var(--_surface);
        font-size: 0.9375rem;
        box-shadow: 0 12px 40px rgb(0 0 0 / 0.28);
        animation: rise 160ms ease-out;
      }
      .toast .button {
        border-color: transparent;
        background: none;
        color: inherit;
        padding-inline: 12px;
      }
      .toast .undo {
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
      @media (min-width: 800px) {
        :host {
          inset-block-end: 24px;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .toast {
          animation: none;
        }
      }
    `,
  ]

  declare words: AppWords
  declare _toasts: readonly Toast[]
  #next = 1
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this._toasts = []
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.setAttribute('role', 'status')
    // In the top layer, or a dialog would cover it.
    this.popover = 'manual'
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  show(text: string, options: ToastOptions = {}): void {
    this._toasts = [...this._toasts, { ...options, id: this.#next++, text }].slice(-most)
    // Shown again, it stands above a dialog that was opened since.
    this.hidePopover()
    this.showPopover()
    this.#count()
  }

  readonly #count = (): void => {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#drop(this._toasts[0]?.id ?? 0), shownMs)
  }

  #drop(id: number): void {
    this._toasts = this._toasts.filter((toast) => toast.id !== id)
    if (this._toasts.length > 0) this.#count()
    else this.hidePopover()
  }

  override render() {
    const hold = () => clearTimeout(this.#timer)
    return repeat(
      this._toasts,
      (toast) => toast.id,
      (toast) =>
        html`<div
          class="toast"
          @pointerenter=${hold}
          @pointerleave=${this.#count}
          @focusin=${hold}
          @focusout=${this.#count}
        >
          <span>${toast.text}</span>
          ${toast.undo ? html`<button type="button" class="button undo" @click=${() => this.#undo(toast)}>${this.words.say('undo')}</button>` : nothing}
          <button
            type="button"
            class="button"
            aria-label=${this.words.say('dismiss')}
            @click=${() => this.#drop(toast.id)}
          >
            ${renderIcon('close', 16)}
          </button>
        </div>`,
    )
  }

  #undo(toast: Toast): void {
    this.#drop(toast.id)
    toast.undo?.()
  }
}
