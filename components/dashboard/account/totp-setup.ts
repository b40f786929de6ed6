import { css, html } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { asyncStyle, renderFailure, renderLoading, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { Form } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { IdentityWords } from '../identity/identity-words.ts'
import { passwordStyle } from '../identity/password-field.ts'
import type { AccountPageApp } from './account-app.ts'
import { renderQrCode } from './qr-code.ts'

interface Offer {
  /** Base32. */
  readonly secret: string
  /** `otpauth://…`. */
  readonly uri: string
}

/** The app gives codes that count from now on; these are for the day when it is lost. */
export class TotpEnrolledEvent extends Event {
  readonly recoveryCodes: readonly string[]
  constructor(recoveryCodes: readonly string[]) {
    super('dm-totp-enrolled')
    this.recoveryCodes = recoveryCodes
  }
}

/**
 * @summary Links an app that gives codes: by a picture, or by a key that is typed; then one code proves it.
 * @element dm-totp-setup
 * @fires dm-totp-enrolled
 * @slot - Further buttons beside the one that goes on.
 */
export class DmTotpSetup extends DmElement {
  static override properties = { app: { attribute: false }, _offer: { state: true } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    passwordStyle,
    css`
      ol {
        display: grid;
        gap: 22px;
        margin: 0;
        padding: 0;
        list-style: none;
        counter-reset: step;
      }
      li {
        display: grid;
        gap: 12px;
        counter-increment: step;
        min-inline-size: 0;
      }
      li > p:first-child {
        display: flex;
        gap: 12px;
        font-weight: 560;
      }
      li > p:first-child::before {
        content: counter(step);
        display: grid;
        place-items: center;
        flex: none;
        inline-size: 26px;
        block-size: 26px;
        border-radius: 50%;
        background: var(--_accent-soft);
        color: var(--_accent);
        font-size: 0.875rem;
      }
      .qr {
        display: block;
        inline-size: min(13rem, 100%);
        border: 1px solid var(--_line);
        border-radius: var(--_radius-control);
        forced-color-adjust: none;
      }
      form {
        display: grid;
        gap: 16px;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
      }
      #code {
        max-inline-size: 12rem;
        font-size: 1.25rem;
        letter-spacing: 0.12em;
        font-variant-numeric: tabular-nums;
      }
    `,
  ]

  declare app: AccountPageApp
  declare _offer: Offer | undefined
  readonly #ask = new Attempt(this)
  readonly #form = new Form(this, { code: '' })

  override firstUpdated(): void {
    void this.#start()
  }

  async #start(): Promise<void> {
    const isThere = await this.#ask.run(async () => {
      this._offer = await this.app.api.post<Offer>('/v1/me/totp')
    })
    if (!isThere) return
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('#code')?.focus()
  }

  async #send(event: Event): Promise<void> {
    const { api, words } = this.app
    await this.#form.submit(event, {
      check: ({ code }) => (/^\d{6}$/.test(squeeze(code)) ? {} : { code: words.say('codeMissing') }),
      write: async ({ code }) => {
        const body = { code: squeeze(code) }
        const { recoveryCodes } = await api.post<{ recoveryCodes: readonly string[] }>('/v1/me/totp/confirm', body)
        this.dispatchEvent(new TotpEnrolledEvent(recoveryCodes))
      },
      blame: (problem) =>
        isDmError(problem) && (problem.reason === 'identity.code_wrong' || problem.code === 'VALIDATION_ERROR')
          ? { code: words.say('codeWrong') }
          : undefined,
    })
  }

  override render() {
    const { words } = this.app
    const { problem, isBusy } = this.#ask
    if (this._offer) return this.#renderSteps(words, this._offer)
    return problem === undefined
      ? renderLoading(words)
      : html`${renderFailure(words, problem, () => void this.#start(), isBusy)}<slot></slot>`
  }

  #renderSteps(words: IdentityWords, { secret, uri }: Offer) {
    const form = this.#form
    return html`<form novalidate @submit=${(event: Event) => void this.#send(event)}>
      <ol>
        <li>
          <p>${words.say('totpScan')}</p>
          ${renderQrCode(uri, words.say('totpPicture'))}
          <p class="hint">${words.say('totpType')}</p>
          <div class="value">
            <code dir="ltr" translate="no">${inGroups(secret)}</code>
            <dm-copy-button .words=${words} .text=${secret} .what=${words.say('totpKey')}></dm-copy-button>
          </div>
        </li>
        <li>
          <p>${words.say('totpProve')}</p>
          ${renderProblem(words, form.problem)}
          ${renderField(form, {
            name: 'code',
            label: words.say('code'),
            autocomplete: 'one-time-code',
            inputMode: 'numeric',
            maxLength: 9,
            isLatin: true,
          })}
        </li>
      </ol>
      <div class="foot">
        <button class="button primary" aria-disabled=${form.isBusy}>${words.say('totpTurnOn')}</button>
        <slot></slot>
      </div>
    </form>`
  }
}

const squeeze = (code: string): string => code.replace(/\s+/g, '')

/** Easier to read off and to type. */
const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')
