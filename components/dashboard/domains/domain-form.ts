import { css, html, nothing } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { renderProblem } from '../../app/async.ts'
import { fieldProblem } from '../../app/problem-words.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { sitePath, type SiteApp } from '../site-app.ts'
import type { Domain } from './domain.ts'

/** The domain stands in the list and waits for its proof. */
export class DomainAddedEvent extends Event {
  readonly domain: Domain
  constructor(domain: Domain) {
    super('dm-domain-added')
    this.domain = domain
  }
}

/** The dialog was left; what was typed comes back when it opens again. */
export class DomainDraftEvent extends Event {
  readonly draft: string
  constructor(draft: string) {
    super('dm-domain-draft')
    this.draft = draft
  }
}

/**
 * @summary Asks for the name of a new domain.
 * @element dm-domain-form
 * @fires dm-domain-added
 * @fires dm-domain-draft
 */
export class DmDomainForm extends DmElement {
  static override properties = {
    app: { attribute: false },
    draft: { type: String },
    _busy: { state: true },
    _problem: { state: true },
    _refusal: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    css`
      form {
        display: grid;
        gap: 16px;
      }
    `,
  ]

  declare app: SiteApp
  declare draft: string
  declare _busy: boolean
  declare _problem: unknown
  /** What is wrong with the name. */
  declare _refusal: string

  constructor() {
    super()
    this.draft = ''
    this._busy = false
    this._refusal = ''
  }

  get #input(): HTMLInputElement {
    return this.renderRoot.querySelector('input')!
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault()
    if (this._busy) return
    const { app } = this
    const pattern = this.#input.value.trim()
    if (pattern === '') return this.#refuse(app.words.say('domainRefused'))
    this._busy = true
    this._problem = undefined
    this._refusal = ''
    try {
      this.dispatchEvent(new DomainAddedEvent(await app.api.post<Domain>(sitePath(app, 'domains'), { pattern })))
    } catch (problem) {
      const refusal = this.#explain(problem)
      if (refusal === undefined) this._problem = problem
      else this.#refuse(refusal)
    } finally {
      this._busy = false
    }
  }

  /** In words for the field; undefined when it is not the name's fault. */
  #explain(problem: unknown): string | undefined {
    const { words } = this.app
    if (!isDmError(problem)) return undefined
    if (problem.code === 'CONFLICT') return words.say('domainExists')
    if (problem.code !== 'VALIDATION_ERROR') return undefined
    const exact = words.locale === 'en' ? fieldProblem(problem, '/pattern') : undefined // the server speaks English
    return exact ?? words.say('domainRefused')
  }

  #refuse(refusal: string): void {
    this._refusal = refusal
    this.#input.focus()
  }

  override render() {
    const { words } = this.app
    const leave = () => this.dispatchEvent(new DomainDraftEvent(this.#input.value))
    return html`<dm-dialog
      .words=${words}
      .heading=${words.say('addDomain')}
      .locked=${this._busy}
      @dm-dialog-close=${leave}
    >
      <form id="form" novalidate @submit=${(event: Event) => void this.#submit(event)}>
        ${renderProblem(words, this._problem)}
        <div class="field">
          <label class="label" for="pattern">${words.say('domainField')}</label>
          <input
            class="input"
            id="pattern"
            autofocus
            type="text"
            inputmode="url"
            autocapitalize="none"
            autocomplete="off"
            spellcheck="false"
            dir="ltr"
            .value=${this.draft}
            aria-invalid=${this._refusal !== ''}
            aria-describedby="hint refusal"
          />
          <p class="small quiet" id="hint">${words.say('domainFieldHint')}</p>
          <p class="error" id="refusal" role="alert">${this._refusal || nothing}</p>
        </div>
      </form>
      <button slot="foot" type="button" class="button" @click=${leave}>${words.say('cancel')}</button>
      <button slot="foot" form="form" class="button primary" aria-disabled=${this._busy}>
        ${words.say('addDomain')}
      </button>
    </dm-dialog>`
  }
}
