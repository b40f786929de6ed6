import { css, html } from 'lit'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { renderIcon } from './icons.ts'
import type { AppWords } from './problem-words.ts'

type Outcome = 'copy' | 'copied' | 'copyFailed'
const shownMs = 2500

/**
 * @summary Copies a text and says so.
 * @element dm-copy-button
 */
export class DmCopyButton extends DmElement {
  static override properties = {
    words: { attribute: false },
    text: { type: String },
    what: { type: String },
    primary: { type: Boolean },
    _outcome: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: inline-flex;
        flex: none;
      }
      .button {
        inline-size: 100%;
      }
      .done {
        border-color: var(--_good);
        color: var(--_good);
      }
      .primary.done {
        border-color: transparent;
        color: var(--_on-accent);
      }
    `,
  ]

  declare words: AppWords
  declare text: string
  /** What is copied, for who does not see where the button stands. */
  declare what: string
  declare primary: boolean
  declare _outcome: Outcome
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.text = ''
    this.what = ''
    this.primary = false
    this._outcome = 'copy'
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  async #copy(): Promise<void> {
    // Refused without a permission or a secure origin; the text can still be selected.
    this._outcome = await navigator.clipboard.writeText(this.text).then(
      () => 'copied',
      () => 'copyFailed',
    )
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => (this._outcome = 'copy'), shownMs)
  }

  override render() {
    const isDone = this._outcome === 'copied'
    return html`<button
        type="button"
        class="button ${this.primary ? 'primary' : ''} ${isDone ? 'done' : ''}"
        @click=${() => void this.#copy()}
      >
        ${renderIcon(isDone ? 'check' : 'copy', 18)}<span>${this.words.say(this._outcome)}</span>
        <span class="visually-hidden">${this.what}</span>
      </button>
      <span class="visually-hidden" role="status"
        >${this._outcome === 'copy' ? '' : this.words.say(this._outcome)}</span
      >`
  }
}
