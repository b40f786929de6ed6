import { html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderDenied, renderEmpty } from '../../app/async.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { Message } from '../messages/en.ts'
import { listDomains } from '../domains/domain.ts'
import { segmentsStyle } from '../segments-style.ts'
import { sitePath, type SiteApp } from '../site-app.ts'
import { firstChoice, isChosen, listEmbeddable, type Choice, type Embeddable } from './choice.ts'
import { embedStyle } from './embed-style.ts'
import type { ChoiceEvent } from './embed-controls.ts'
import { makeSnippet, reservedHeight, type Releases } from './snippet.ts'

const widths = ['full', 'phone'] as const
type Width = (typeof widths)[number]
const widthWords: Readonly<Record<Width, Message>> = { full: 'previewFull', phone: 'previewPhone' }

/**
 * @summary Makes the snippet for a website, and shows the widget as it will stand there.
 * @element dm-embed-code
 */
export class DmEmbedCode extends DmElement {
  static override properties = {
    app: { attribute: false },
    _choice: { state: true },
    _width: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, pageStyle, segmentsStyle, embedStyle]

  declare app: SiteApp
  declare _choice: Choice | undefined
  declare _width: Width
  readonly #domains = listDomains(this, () => this.app)
  readonly #releases = new Resource<Releases>(this, {
    cache: () => this.app.cache,
    key: () => (this.app.can('domains:read') ? '/v1/embed/versions' : undefined),
    ask: (signal) => this.app.api.get<Releases>('/v1/embed/versions', { signal }),
    tags: ['versions'],
  })

  constructor() {
    super()
    this._width = 'full'
  }

  /** Whoever comes back finds what they had chosen. */
  get #draft(): string {
    return sitePath(this.app, 'embed-choice')
  }

  override willUpdate(): void {
    const all = listEmbeddable(this.app.site.modules)
    const kept = this._choice ?? (this.app.cache.get(this.#draft) as Choice | undefined) // kept below
    const isThere = kept && all.some((one) => isChosen(one, kept))
    this._choice = isThere ? kept : all[0] && firstChoice(this.app, all[0])
  }

  #change(change: Partial<Choice>): void {
    this._choice = { ...this._choice!, ...change } // there when controls are
    this.app.cache.set(this.#draft, this._choice, [])
  }

  override render() {
    const { words, site } = this.app
    const choice = this._choice
    const target = choice && listEmbeddable(site.modules).find((one) => isChosen(one, choice))
    return html`<div class="page wide">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say('embed')}</h1>
          <p>${words.say('embedHint')}</p>
        </div>
      </div>
      ${this.app.can('domains:read') ? this.#renderBody(choice, target) : renderDenied(words)}
    </div>`
  }

  #renderBody(choice: Choice | undefined, target: Embeddable | undefined) {
    const { words } = this.app
    if (!choice || !target)
      return renderEmpty({ icon: 'code', title: words.say('noWidgets'), text: words.say('noWidgetsText') })
    const ready = (releases: Releases) => this.#renderParts({ choice, target, releases })
    return html`${this.#renderWarning()} ${renderAsync({ words, resource: this.#releases, ready })}`
  }

  #renderWarning() {
    const { words, site, can } = this.app
    const domains = this.#domains.data
    if (!domains || domains.some(({ state }) => state === 'verified')) return nothing
    return html`<p class="notice warn warning" role="status">
      <span>${words.say('unverified')}</span>
      ${can('domains:write') ? html`<a class="button" href=${`/sites/${site.slug}/domains`}>${words.say('toDomains')}</a>` : nothing}
    </p>`
  }

  #renderParts({ choice, target, releases }: { choice: Choice; target: Embeddable; releases: Releases }) {
    const { app } = this
    return html`<div class="parts">
      <dm-embed-controls
        .app=${app}
        .choice=${choice}
        .target=${target}
        .releases=${releases}
        @dm-choice=${({ change }: ChoiceEvent) => this.#change(change)}
      ></dm-embed-controls>
      <div class="results">
        ${this.#renderSnippet(choice, target, releases)}
        <section>
          <div class="section-head">
            <h2>${app.words.say('preview')}</h2>
            ${this.#renderWidths()}
          </div>
          <p class="hint">${app.words.say('previewHint')}</p>
          <div class="frame ${this._width}">
            <dm-embed-preview .app=${app} .choice=${choice} .target=${target}></dm-embed-preview>
          </div>
        </section>
      </div>
    </div>`
  }

  #renderSnippet(choice: Choice, target: Embeddable, releases: Releases) {
    const { words, site, origins } = this.app
    const { widget } = target
    const snippet = makeSnippet({ choice, widget, publicKey: site.publicKey, origins, releases })
    const height = reservedHeight(choice, widget)
    return html`<section>
      <div class="section-head">
        <h2>${words.say('snippet')}</h2>
        <dm-copy-button .words=${words} .text=${snippet} .what=${words.say('snippet')} primary></dm-copy-button>
      </div>
      <pre dir="ltr" translate="no" tabindex="0" role="region" aria-label=${words.say('snippet')}>${snippet}</pre>
      ${height > 0 ? html`<p class="hint">${words.say('heightHint', { height })}</p>` : nothing}
    </section>`
  }

  #renderWidths() {
    const { words } = this.app
    return html`<div class="segments widths" role="radiogroup" aria-label=${words.say('previewWidth')}>
      ${widths.map(
        (width) =>
          html`<label
            ><input
              type="radio"
              name="width"
              .checked=${this._width === width}
              @change=${() => (this._width = width)}
            />${words.say(widthWords[width])}</label
          >`,
      )}
    </div>`
  }
}
