import { css, html } from 'lit'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { IdentityWords } from '../identity/identity-words.ts'
import { printLines } from './print-lines.ts'

/**
 * @summary Codes for the day when the app is lost, shown this once: to be copied, kept as a file or printed.
 * @element dm-recovery-codes
 * @fires dm-recovery-codes-kept
 */
export class DmRecoveryCodes extends DmElement {
  static override properties = {
    words: { attribute: false },
    codes: { attribute: false },
    email: { type: String },
  }

  static override styles = [
    tokens,
    controls,
    pageStyle,
    css`
      .codes {
        display: grid;
        gap: 16px;
      }
      h2:focus {
        outline: none;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
        gap: 8px 20px;
        margin: 0;
        padding: 16px 20px;
        list-style: none;
        border: 1px solid var(--_line);
        border-radius: var(--_radius-control);
        background: var(--_ground);
      }
      code {
        font-size: 1rem;
        letter-spacing: 0.04em;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
      }
    `,
  ]

  declare words: IdentityWords
  declare codes: readonly string[]
  declare email: string

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus()
  }

  get #lines(): readonly string[] {
    return [this.words.say('recoveryCodesOf', { email: this.email }), '', ...this.codes]
  }

  #download(): void {
    const url = URL.createObjectURL(new Blob([this.#lines.join('\n') + '\n'], { type: 'text/plain' }))
    const link = Object.assign(document.createElement('a'), { href: url, download: 'recovery-codes.txt' })
    link.click()
    // The browser has taken hold of it by then.
    setTimeout(() => URL.revokeObjectURL(url), 1000)
  }

  override render() {
    const { words } = this
    return html`<div class="codes">
      <div>
        <h2 tabindex="-1">${words.say('recoveryCodesTitle')}</h2>
        <p class="hint">${words.say('recoveryCodesText')}</p>
      </div>
      <ul>
        ${this.codes.map((code) => html`<li><code dir="ltr" translate="no">${code}</code></li>`)}
      </ul>
      <div class="ways">
        <dm-copy-button
          .words=${words}
          .text=${this.codes.join('\n')}
          .what=${words.say('recoveryCodes')}
        ></dm-copy-button>
        <button type="button" class="button" @click=${() => this.#download()}>
          ${renderIcon('download', 18)}${words.say('download')}
        </button>
        <button type="button" class="button" @click=${() => printLines(this.#lines)}>
          ${renderIcon('print', 18)}${words.say('print')}
        </button>
      </div>
      <div>
        <button
          type="button"
          class="button primary"
          @click=${() => this.dispatchEvent(new Event('dm-recovery-codes-kept'))}
        >
          ${words.say('recoveryCodesKept')}
        </button>
      </div>
    </div>`
  }
}
