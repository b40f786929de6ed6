import { css, html, nothing } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { asyncStyle, renderAsync, renderProblem } from '../../app/async.ts'
import { Form, type Wrong } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { SpokenIdentity, type IdentityWords } from '../identity/identity-words.ts'
import { passwordStyle, renderPasswordField, renderUsername, Reveal } from '../identity/password-field.ts'
import type { AccountApp, Me } from './account-app.ts'

/** The question is over: the call that raised it may be made again, or is given up. */
export class IdentityConfirmedEvent extends Event {
  readonly isConfirmed: boolean
  constructor(isConfirmed: boolean) {
    super('dm-identity-confirmed')
    this.isConfirmed = isConfirmed
  }
}

type Way = 'password' | 'code'

/**
 * @summary Asks whether it is still the same person, by password or by code, before something that matters.
 * @element dm-confirm-identity
 * @fires dm-identity-confirmed
 */
export class DmConfirmIdentity extends DmElement {
  static override properties = { app: { attribute: false }, _way: { state: true } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    passwordStyle,
    css`
      form {
        display: grid;
        gap: 16px;
      }
      .way {
        justify-self: start;
        padding: 0;
      }
    `,
  ]

  declare app: AccountApp
  declare _way: Way | undefined
  readonly #spoken = new SpokenIdentity(this, () => this.app.words.locale)
  readonly #reveal = new Reveal(this)
  readonly #form = new Form<Way>(this, { password: '', code: '' })
  readonly #me = new Resource<Me>(this, {
    cache: () => this.app.cache,
    key: () => '/v1/me',
    ask: (signal) => this.app.api.get<Me>('/v1/me', { signal }),
    tags: ['me'],
  })
  #drawn: Way | undefined

  override updated(): void {
    const way = this.#way
    const field = way && this.renderRoot.querySelector<HTMLElement>(`#${way}`)
    if (!field || this.#drawn === way) return
    this.#drawn = way
    field.focus()
  }

  get #way(): Way | undefined {
    const me = this.#me.data
    if (!me) return undefined
    return this._way ?? (me.hasPassword ? 'password' : me.totp ? 'code' : undefined)
  }

  #leave(isConfirmed: boolean): void {
    this.dispatchEvent(new IdentityConfirmedEvent(isConfirmed))
  }

  async #send(event: Event, words: IdentityWords): Promise<void> {
    const way = this.#way ?? 'password'
    const read = (values: Readonly<Record<Way, string>>) =>
      way === 'code' ? values.code.replace(/\s+/g, '') : values.password
    const isDone = await this.#form.submit(event, {
      check: (values): Wrong<Way> =>
        read(values) === '' ? { [way]: words.say(way === 'code' ? 'codeMissing' : 'passwordMissing') } : {},
      write: (values) => this.app.api.post('/v1/me/confirmation', { [way]: read(values) }),
      blame: (problem) =>
        isDmError(problem) && /^identity\.(wrong_credentials|code_wrong)$/.test(problem.reason)
          ? { [way]: words.say(way === 'code' ? 'codeWrong' : 'passwordWrong') }
          : undefined,
    })
    if (isDone) this.#leave(true)
  }

  override render() {
    const { words } = this.#spoken
    if (!words) return nothing
    const form = this.#form
    const way = this.#way
    return html`<dm-dialog
      .words=${words}
      .heading=${words.say('confirmTitle')}
      .locked=${form.isBusy}
      @dm-dialog-close=${() => this.#leave(false)}
    >
      <div class="stack">
        <p>${words.say('confirmText')}</p>
        ${renderAsync({
          words,
          resource: this.#me,
          ready: (me) => (way ? this.#renderForm(words, me, way) : html`<p>${words.say('confirmNone')}</p>`),
        })}
      </div>
      <button slot="foot" type="button" class="button" @click=${() => this.#leave(false)}>
        ${words.say('cancel')}
      </button>
      ${
        way
          ? html`<button slot="foot" form="form" class="button primary" aria-disabled=${form.isBusy}>
              ${words.say('confirm')}
            </button>`
          : nothing
      }
    </dm-dialog>`
  }

  #renderForm(words: IdentityWords, me: Me, way: Way) {
    const form = this.#form
    const other: Way = way === 'password' ? 'code' : 'password'
    const turn = () => {
      form.forget()
      this._way = other
    }
    return html`<form id="form" novalidate @submit=${(event: Event) => void this.#send(event, words)}>
      ${renderProblem(words, form.problem)} ${renderUsername(me.email)}
      ${
        way === 'password'
          ? renderPasswordField(form, { words, reveal: this.#reveal, label: words.say('password') })
          : renderField(form, {
              name: 'code',
              label: words.say('code'),
              hint: words.say('codeHint'),
              autocomplete: 'one-time-code',
              inputMode: 'numeric',
              maxLength: 9,
              isLatin: true,
            })
      }
      ${
        me.hasPassword && me.totp
          ? html`<button type="button" class="button plain way" @click=${turn}>
              ${words.say(other === 'code' ? 'useCode' : 'usePassword')}
            </button>`
          : nothing
      }
    </form>`
  }
}
