import { css, html } from 'lit'
import { Speech } from '../../app/area-words.ts'
import { asyncStyle, renderAsync, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { textOfField, type FormField, type FormValues } from '../../app/form-fields.ts'
import { formStyle } from '../../app/form-style.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { isChecked } from '../../ui/input-value.ts'
import { tokens } from '../../ui/tokens.ts'
import type { DeskApp } from '../site-app.ts'
import { categories, type Category, type Preferences } from './notification.ts'
import { categoryWords, notificationWords, type NotificationMessage } from './notification-words.ts'

const path = '/v1/me/notification-preferences'

/** Every half hour is fine enough to sleep by. */
const hours = Array.from({ length: 48 }, (_, half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`)

/**
 * @summary By which ways a person is told of what, and when not.
 * @element dm-notification-preferences
 */
export class DmNotificationPreferences extends DmElement {
  static override properties = { app: { attribute: false } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    formStyle,
    css`
      .page {
        max-inline-size: 44rem;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 6px 16px;
        border-block-start: 1px solid var(--_line);
        text-align: center;
      }
      thead th {
        border: 0;
        padding-block: 12px;
        font-size: 0.875rem;
      }
      th:first-child {
        text-align: start;
        font-weight: 560;
      }
      .box {
        display: grid;
        place-items: center;
        min-inline-size: 44px;
        min-block-size: 44px;
        cursor: pointer;
      }
      section.card {
        padding: 20px 24px 24px;
      }
      th .icon {
        vertical-align: -3px;
      }
      @media (max-width: 560px) {
        th,
        td {
          padding-inline: 8px;
        }
      }
    `,
  ]

  declare app: DeskApp
  readonly #speech = new Speech<NotificationMessage>(this, notificationWords, () => this.app.words.locale)
  readonly #change = new Attempt(this)
  readonly #preferences = new Resource<Preferences>(this, {
    cache: () => this.app.cache,
    key: () => path,
    ask: (signal) => this.app.api.get<Preferences>(path, { signal }),
    tags: ['notifications'],
  })
  #shown: Preferences | undefined
  #values: FormValues = {}

  /** Shown at once; a refusal puts it back. */
  async #toggle(category: Category, channel: 'app' | 'mail', isOn: boolean): Promise<void> {
    const now = this.#preferences.data
    if (!now || this.#change.isBusy) return this.requestUpdate()
    const row = { ...now.channels[category], [channel]: isOn }
    const takeBack = this.#preferences.mutate((all) => ({ ...all, channels: { ...all.channels, [category]: row } }))
    const went = await this.#change.run(() => this.app.api.patch(path, { channels: { [category]: row } }))
    if (went) this.app.toast(this.#speech.words.say('saved'))
    else takeBack()
  }

  #valuesOf(preferences: Preferences): FormValues {
    if (this.#shown === preferences) return this.#values
    this.#shown = preferences
    const { digest, quietFrom, quietTo } = preferences
    return (this.#values = { digest, quietFrom: quietFrom ?? '', quietTo: quietTo ?? '' })
  }

  async #write(values: FormValues): Promise<void> {
    const [from, to] = [textOfField(values, 'quietFrom'), textOfField(values, 'quietTo')]
    const isQuiet = from !== '' && to !== ''
    const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
    const now = await this.app.api.patch<Preferences>(path, {
      digest: textOfField(values, 'digest'),
      quietFrom: isQuiet ? from : null,
      quietTo: isQuiet ? to : null,
      zone,
      locale: this.app.words.locale,
    })
    this.#preferences.mutate(() => now)
  }

  get #fields(): readonly FormField[] {
    const { words } = this.#speech
    const times = [{ value: '', label: words.say('none') }, ...hours.map((value) => ({ value, label: value }))]
    const digests = (['off', 'daily', 'weekly'] as const).map((value) => ({ value, label: words.say(value) }))
    return [
      { name: 'digest', label: words.say('digest'), hint: words.say('digestHint'), kind: 'select', options: digests },
      { name: 'quietFrom', label: words.say('quietFrom'), kind: 'select', options: times },
      { name: 'quietTo', label: words.say('quietTo'), hint: words.say('quietHint'), kind: 'select', options: times },
    ]
  }

  override render() {
    const { words } = this.#speech
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say('notifications')}</h1>
          <p>${words.say('preferencesHint')}</p>
        </div>
      </div>
      ${renderProblem(words, this.#change.problem)}
      ${renderAsync({
        words,
        resource: this.#preferences,
        ready: (preferences) =>
          html`<div class="card">${this.#renderMatrix(preferences)}</div>
            <section class="card">
              <dm-field-form
                .words=${words}
                .action=${words.say('save')}
                .fields=${this.#fields}
                .values=${this.#valuesOf(preferences)}
                .write=${(values: FormValues) => this.#write(values)}
                @dm-form-done=${() => this.app.toast(words.say('saved'))}
              ></dm-field-form>
            </section>`,
      })}
    </div>`
  }

  #renderMatrix({ channels, locked }: Preferences) {
    const { words } = this.#speech
    const box = (category: Category, channel: 'app' | 'mail') => {
      const name = `${words.say(categoryWords[category])}: ${words.say(channel === 'app' ? 'inApp' : 'byMail')}`
      return html`<td>
        <label class="box"
          ><input
            type="checkbox"
            aria-label=${name}
            .checked=${channels[category][channel]}
            ?disabled=${locked.includes(category)}
            @change=${(event: Event) => void this.#toggle(category, channel, isChecked(event))}
        /></label>
      </td>`
    }
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${words.say('category')}</th>
          <th scope="col">${words.say('inApp')}</th>
          <th scope="col">${words.say('byMail')}</th>
        </tr>
      </thead>
      <tbody>
        ${categories.map(
          (category) =>
            html`<tr>
              <th scope="row">
                ${words.say(categoryWords[category])}
                ${locked.includes(category) ? html`${renderIcon('lock', 16)}<span class="hint"> ${words.say('alwaysOn')}</span>` : ''}
              </th>
              ${box(category, 'app')} ${box(category, 'mail')}
            </tr>`,
        )}
      </tbody>
    </table>`
  }
}
