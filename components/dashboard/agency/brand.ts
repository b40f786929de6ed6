import { css, html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderDenied, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import type { FormChangeEvent } from '../../app/field-form.ts'
import { textOfField, type FormField, type FormValues } from '../../app/form-fields.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { agencyStyle } from './agency-style.ts'
import { contrastOf, legibleOn } from '@dramac/contract/wire/contrast'

const names = ['displayName', 'logoUrl', 'accent', 'fromName', 'replyTo', 'footerText'] as const

/** As `GET …/brand` answers: what is the agency's own, and what that comes to. */
interface ShownBrand {
  readonly fields: Readonly<Partial<Record<(typeof names)[number], string>>>
  readonly resolved: { readonly name: string; readonly accent: string; readonly fromName: string }
  readonly version: number
}

/**
 * @summary How an agency looks to its clients and in mail.
 * @element dm-brand
 */
export class DmBrand extends DmElement {
  static override properties = { app: { attribute: false }, _draft: { state: true } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    agencyStyle,
    css`
      .both {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        gap: 24px;
        align-items: start;
      }
      section.card {
        padding: 20px 24px 24px;
      }
      .mail {
        overflow: hidden;
        background: var(--_ground);
        overflow-wrap: anywhere;
      }
      .envelope {
        display: grid;
        gap: 2px;
        padding: 14px 18px;
        border-block-end: 1px solid var(--_line);
        background: var(--_surface);
      }
      .letter {
        display: grid;
        gap: 14px;
        margin: 18px;
        padding: 22px;
        border-radius: 10px;
        background: #ffffff;
        color: #111827;
      }
      .letter img {
        max-block-size: 40px;
        max-inline-size: 160px;
        justify-self: start;
      }
      .letter .go {
        justify-self: start;
        padding: 10px 18px;
        border-radius: 8px;
        font-weight: 600;
      }
      .letter small {
        color: #54655f;
      }
    `,
  ]

  declare app: DeskApp
  /** What is typed at the moment. */
  declare _draft: FormValues | undefined
  readonly #test = new Attempt(this)
  readonly #desk = new AgencyDesk(this)
  readonly #brand = this.#desk.record<ShownBrand>({
    path: () => (this.#desk.may('brand:read') ? 'brand' : undefined),
    tags: ['brand'],
  })
  #shown: ShownBrand | undefined
  #values: FormValues = {}

  #valuesOf(brand: ShownBrand): FormValues {
    if (this.#shown === brand) return this.#values
    this.#shown = brand
    const own = names.map((name) => [name, brand.fields[name] ?? ''])
    return (this.#values = { ...Object.fromEntries(own), accent: brand.fields.accent ?? brand.resolved.accent })
  }

  /** Only what is different; what was emptied is inherited again. */
  async #write(values: FormValues, version: number): Promise<void> {
    const changed = names.filter((name) => textOfField(values, name) !== textOfField(this.#values, name))
    if (changed.length === 0) return
    const patch = Object.fromEntries(changed.map((name) => [name, textOfField(values, name) || null]))
    const now = await this.app.api.patch<ShownBrand>(this.#desk.path('brand'), patch, version)
    this.#brand.mutate(() => now)
  }

  async #sendTest(): Promise<void> {
    const { words } = this.#desk
    const path = this.#desk.path('brand', 'test-mail')
    if (await this.#test.run(() => this.app.api.post(path, { locale: words.locale })))
      this.app.toast(words.say('testMailSent', { email: this.#desk.tenant.user?.email ?? '' }))
  }

  #listFields({ resolved }: ShownBrand): readonly FormField[] {
    const { words } = this.#desk
    return [
      { name: 'displayName', label: words.say('displayName'), maxLength: 80 },
      { name: 'logoUrl', label: words.say('logoUrl'), hint: words.say('logoUrlHint'), kind: 'url', maxLength: 500 },
      { name: 'accent', label: words.say('accent'), kind: 'color', hint: this.#sayContrast(resolved.accent) },
      { name: 'fromName', label: words.say('fromName'), hint: words.say('fromNameHint'), maxLength: 80 },
      { name: 'replyTo', label: words.say('replyTo'), kind: 'email', maxLength: 254 },
      { name: 'footerText', label: words.say('footerText'), maxLength: 300 },
    ]
  }

  #sayContrast(inherited: string): string {
    const { words } = this.#desk
    const accent = textOfField(this._draft ?? this.#values, 'accent') || inherited
    const ratio = contrastOf(accent, legibleOn(accent))
    return words.say('contrast', {
      ratio: new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1 }).format(ratio),
    })
  }

  override render() {
    const { words } = this.#desk
    if (!this.#desk.may('brand:read')) return renderDenied(words)
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say('brand')}</h1>
          <p>${words.say('brandHint')}</p>
        </div>
      </div>
      ${renderAsync({ words, resource: this.#brand, ready: (brand) => this.#renderBrand(brand) })}
    </div>`
  }

  #renderBrand(brand: ShownBrand) {
    const { words } = this.#desk
    const values = this.#valuesOf(brand)
    return html`<div class="both">
      <section class="card">
        <dm-field-form
          .words=${words}
          .action=${words.say('save')}
          .fields=${this.#listFields(brand)}
          .values=${values}
          .locked=${!this.#desk.may('brand:write')}
          .write=${(given: FormValues) => this.#write(given, brand.version)}
          @dm-form-change=${(event: FormChangeEvent) => (this._draft = event.values)}
          @dm-form-done=${() => this.app.toast(words.say('saved'))}
        ></dm-field-form>
      </section>
      <section>
        <h2>${words.say('preview')}</h2>
        ${this.#renderMail(brand, this._draft ?? values)} ${renderProblem(words, this.#test.problem)}
        ${
          this.#desk.may('brand:write')
            ? html`<div>
                <button
                  type="button"
                  class="button"
                  aria-disabled=${this.#test.isBusy}
                  @click=${() => void this.#sendTest()}
                >
                  ${renderIcon('mail', 18)}${words.say('sendTestMail')}
                </button>
              </div>`
            : nothing
        }
      </section>
    </div>`
  }

  #renderMail({ resolved }: ShownBrand, values: FormValues) {
    const { words } = this.#desk
    const text = (name: string, inherited = '') => textOfField(values, name) || inherited
    const name = text('displayName', resolved.name)
    const [accent, logo, replyTo] = [text('accent', resolved.accent), text('logoUrl'), text('replyTo')]
    return html`<div class="card mail">
      <div class="envelope">
        <strong>${text('fromName', text('displayName', resolved.fromName))}</strong>
        <span class="hint">${words.say('previewSubject')}</span>
        ${replyTo === '' ? nothing : html`<span class="hint">${words.say('replyTo')}: <bdi>${replyTo}</bdi></span>`}
      </div>
      <div class="letter">
        ${/^https:\/\/\S+$/.test(logo) ? html`<img src=${logo} alt=${name} referrerpolicy="no-referrer" />` : html`<strong>${name}</strong>`}
        <p>${words.say('previewText')}</p>
        <span class="go" .style=${`background: ${accent}; color: ${legibleOn(accent)}`}
          >${words.say('previewAction')}</span
        >
        <small>${text('footerText', name)}</small>
      </div>
    </div>`
  }
}
