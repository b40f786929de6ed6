import { html } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { renderProblem } from '../../app/async.ts'
import { Form } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { pageStyle } from '../../app/page-style.ts'
import { isLanguage, languages } from '../../app/words.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { valueOf } from '../../ui/input-value.ts'
import { tokens } from '../../ui/tokens.ts'
import { SessionChangedEvent } from '../entry/entry-app.ts'
import { passwordStyle } from '../identity/password-field.ts'
import type { AccountPageApp, Me } from './account-app.ts'
import { sectionStyle } from './account-style.ts'

type Name = 'name' | 'locale' | 'zone'

/**
 * @summary Name, language and time zone of a person.
 * @element dm-profile
 * @fires dm-session-changed
 */
export class DmProfile extends DmElement {
  static override properties = { app: { attribute: false }, me: { attribute: false } }

  static override styles = [tokens, controls, pageStyle, passwordStyle, sectionStyle]

  declare app: AccountPageApp
  declare me: Me
  readonly #form = new Form<Name>(this, { name: '', locale: 'en', zone: '' })
  #shown: Me | undefined

  /** What somebody is typing is not overwritten by what the server said in between. */
  override willUpdate(): void {
    const before = this.#shown
    const { name, locale, zone } = this.#form.values
    const isTouched = before && (name !== before.name || locale !== languageOf(before) || zone !== before.zone)
    if (before === this.me || isTouched) return
    this.#shown = this.me
    this.#form.values = { name: this.me.name, locale: languageOf(this.me), zone: this.me.zone }
  }

  async #save(event: Event): Promise<void> {
    const { api, words, cache, toast, speak } = this.app
    const isSaved = await this.#form.submit(event, {
      check: ({ name }) => (name.trim() === '' ? { name: words.say('nameMissing') } : {}),
      refused: { name: words.say('nameMissing'), zone: words.say('zoneWrong') },
      write: async ({ name, locale, zone }) => {
        await api.patch('/v1/me', { name: name.trim(), locale, zone })
        if (isLanguage(locale)) speak(locale)
      },
    })
    if (!isSaved) return
    this.#shown = undefined
    toast(words.say('saved'))
    cache.invalidate('me')
    this.dispatchEvent(new SessionChangedEvent())
  }

  override render() {
    const { words } = this.app
    const form = this.#form
    return html`<section class="card">
      <h2>${words.say('aboutYou')}</h2>
      <form novalidate @submit=${(event: Event) => void this.#save(event)}>
        ${renderProblem(words, form.problem)}
        ${renderField(form, { name: 'name', label: words.say('yourName'), autocomplete: 'name', maxLength: 120 })}
        ${this.#renderSelect('locale', words.say('language'), Object.entries(languages))}
        ${this.#renderSelect(
          'zone',
          words.say('zone'),
          listZones(form.values.zone).map((zone) => [zone, zone.replaceAll('_', ' ')]),
        )}
        <div>
          <button class="button primary" aria-disabled=${form.isBusy}>
            ${words.say(form.isBusy ? 'saving' : 'save')}
          </button>
        </div>
      </form>
    </section>`
  }

  #renderSelect(name: 'locale' | 'zone', label: string, options: readonly (readonly [value: string, text: string])[]) {
    const form = this.#form
    const value = form.values[name]
    const wrong = form.wrong[name] ?? ''
    // Set once the options stand in it.
    const select = (element: Element | undefined) =>
      queueMicrotask(() => element instanceof HTMLSelectElement && (element.value = value))
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <select
        class="input"
        id=${name}
        aria-invalid=${wrong !== ''}
        aria-describedby="${name}-wrong"
        ${ref(select)}
        @change=${(event: Event) => form.set({ [name]: valueOf(event) })}
      >
        ${options.map(([one, text]) => html`<option value=${one}>${text}</option>`)}
      </select>
      <p class="error" id="${name}-wrong" role="alert">${wrong}</p>
    </div>`
  }
}

const languageOf = ({ locale }: Me): string => locale.slice(0, 2)

/** With the person's own, which a browser may know by another name. */
function listZones(own: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return known.includes(own) || own === '' ? known : [own, ...known]
}
