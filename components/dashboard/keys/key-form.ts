import { css, html, nothing } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { Message } from '../messages/en.ts'
import { segmentsStyle } from '../segments-style.ts'
import { sitePath, type SiteApp } from '../site-app.ts'
import type { Key, NewKey } from './key.ts'
import { listAreas, sayVerb, type Area } from './permissions.ts'

export interface KeyDraft {
  readonly label: string
  readonly mode: Key['mode']
  readonly permissions: readonly string[]
}

export const emptyDraft: KeyDraft = { label: '', mode: 'live', permissions: [] }

/** The key exists; its secret is known nowhere but here. */
export class KeyCreatedEvent extends Event {
  readonly key: NewKey
  constructor(key: NewKey) {
    super('dm-key-created')
    this.key = key
  }
}

/** The dialog was left; what was chosen comes back when it opens again. */
export class KeyDraftEvent extends Event {
  readonly draft: KeyDraft
  constructor(draft: KeyDraft) {
    super('dm-key-draft')
    this.draft = draft
  }
}

const modes: readonly (readonly [mode: Key['mode'], message: Message])[] = [
  ['live', 'modeLive'],
  ['test', 'modeTest'],
]

/**
 * @summary Creates a secret key.
 * @element dm-key-form
 * @fires dm-key-created
 * @fires dm-key-draft
 */
export class DmKeyForm extends DmElement {
  static override properties = {
    app: { attribute: false },
    draft: { attribute: false },
    _busy: { state: true },
    _problem: { state: true },
    _wrong: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    pageStyle,
    segmentsStyle,
    css`
      form {
        display: grid;
        gap: 20px;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
        min-inline-size: 0;
      }
      legend {
        padding: 0;
      }
      .areas {
        display: grid;
        margin-block-start: 8px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius-control);
      }
      .area {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 5.5rem 5.5rem;
        align-items: center;
        padding-inline: 14px;
        border-block-start: 1px solid var(--_line);
      }
      .area:first-child {
        border-block-start: 0;
      }
      .check {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 44px;
        cursor: pointer;
      }
      .check input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
        accent-color: var(--_accent);
      }
    `,
  ]

  declare app: SiteApp
  declare draft: KeyDraft
  declare _busy: boolean
  declare _problem: unknown
  /** What is missing. */
  declare _wrong: 'label' | 'permissions' | undefined

  constructor() {
    super()
    this.draft = emptyDraft
    this._busy = false
  }

  #change(change: Partial<KeyDraft>): void {
    this.draft = { ...this.draft, ...change }
    this._wrong = undefined
  }

  #leave(): void {
    this.dispatchEvent(new KeyDraftEvent(this.draft))
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault()
    if (this._busy) return
    const { app, draft } = this
    if (draft.label.trim() === '') return this.#refuse('label')
    if (draft.permissions.length === 0) return this.#refuse('permissions')
    this._busy = true
    this._problem = undefined
    try {
      const key = await app.api.post<NewKey>(sitePath(app, 'keys'), { ...draft, label: draft.label.trim() })
      this.dispatchEvent(new KeyCreatedEvent(key))
    } catch (problem) {
      this._problem = problem
    } finally {
      this._busy = false
    }
  }

  #refuse(wrong: 'label' | 'permissions'): void {
    this._wrong = wrong
    this.renderRoot.querySelector<HTMLElement>(wrong === 'label' ? '#label' : '.check input')?.focus()
  }

  override render() {
    const { words } = this.app
    return html`<dm-dialog
      .words=${words}
      .heading=${words.say('createKey')}
      .locked=${this._busy}
      @dm-dialog-close=${() => this.#leave()}
    >
      <form id="form" novalidate @submit=${(event: Event) => void this.#submit(event)}>
        ${renderProblem(words, this._problem)} ${this.#renderLabel()} ${this.#renderModes()}
        ${this.#renderPermissions()}
      </form>
      <button slot="foot" type="button" class="button" @click=${() => this.#leave()}>${words.say('cancel')}</button>
      <button slot="foot" form="form" class="button primary" aria-disabled=${this._busy}>
        ${words.say(this._busy ? 'creating' : 'create')}
      </button>
    </dm-dialog>`
  }

  #renderLabel() {
    const { words } = this.app
    const isWrong = this._wrong === 'label'
    return html`<div class="field">
      <label class="label" for="label">${words.say('keyLabel')}</label>
      <input
        class="input"
        id="label"
        autofocus
        maxlength="80"
        autocomplete="off"
        .value=${this.draft.label}
        aria-invalid=${isWrong}
        aria-describedby="label-hint label-wrong"
        @input=${(event: InputEvent) => {
          if (event.target instanceof HTMLInputElement) this.#change({ label: event.target.value })
        }}
      />
      <p class="hint" id="label-hint">${words.say('keyLabelHint')}</p>
      <p class="error" id="label-wrong" role="alert">${isWrong ? words.say('keyLabelMissing') : nothing}</p>
    </div>`
  }

  #renderModes() {
    const { words } = this.app
    return html`<fieldset>
      <legend class="label">${words.say('keyMode')}</legend>
      <div class="segments">
        ${modes.map(
          ([mode, message]) =>
            html`<label
              ><input
                type="radio"
                name="mode"
                .checked=${this.draft.mode === mode}
                @change=${() => this.#change({ mode })}
              />${words.say(message)}</label
            >`,
        )}
      </div>
    </fieldset>`
  }

  #renderPermissions() {
    const { words, site } = this.app
    return html`<fieldset aria-describedby="permissions-hint permissions-wrong">
      <legend class="label">${words.say('permissions')}</legend>
      <p class="hint" id="permissions-hint">${words.say('permissionsHint')}</p>
      <div class="areas">${listAreas(words, site).map((area) => this.#renderArea(area))}</div>
      <span class="error" id="permissions-wrong" role="alert"
        >${this._wrong === 'permissions' ? words.say('permissionsMissing') : nothing}</span
      >
    </fieldset>`
  }

  #renderArea({ label, permissions }: Area) {
    const chosen = this.draft.permissions
    const without = (permission: string) => chosen.filter((one) => one !== permission)
    return html`<div class="area" role="group" aria-label=${label}>
      <span>${label}</span>
      ${permissions.map(
        (permission) =>
          html`<label class="check"
            ><input
              type="checkbox"
              value=${permission}
              .checked=${chosen.includes(permission)}
              @change=${() =>
                this.#change({
                  permissions: chosen.includes(permission) ? without(permission) : [...chosen, permission],
                })}
            />${sayVerb(this.app.words, permission)}</label
          >`,
      )}
    </div>`
  }
}
