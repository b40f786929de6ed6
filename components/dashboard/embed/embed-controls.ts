import { css, html } from 'lit'
import type { WidgetAttribute } from '@dramac/contract/manifest'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { languages } from '../../app/words.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { Message } from '../messages/en.ts'
import { sayLabel } from '../session.ts'
import { sitePath, type SiteApp } from '../site-app.ts'
import {
  defaultLoading,
  firstChoice,
  isChosen,
  listEmbeddable,
  loadings,
  modes,
  schemes,
  type Choice,
  type Embeddable,
  type Loading,
  type Mode,
  type Scheme,
} from './choice.ts'
import type { Releases } from './snippet.ts'

/** Something else was chosen. */
export class ChoiceEvent extends Event {
  readonly change: Partial<Choice>
  constructor(change: Partial<Choice>) {
    super('dm-choice')
    this.change = change
  }
}

interface NamedRecord {
  readonly slug: string
  readonly name: string
  readonly active?: boolean
}

const modeWords: Readonly<Record<Mode, Message>> = { inline: 'modeInline', modal: 'modeModal' }
const loadingWords: Readonly<Record<Loading, Message>> = {
  lazy: 'loadingLazy',
  eager: 'loadingEager',
  intent: 'loadingIntent',
}
const themeWords: Readonly<Record<Scheme, Message>> = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' }

type Option = readonly [value: string, label: string]

interface Field {
  readonly name: string
  readonly label: string
  readonly value: string
  change(value: string): void
}

/**
 * @summary All that can be chosen of an embedded widget.
 * @element dm-embed-controls
 * @fires dm-choice
 */
export class DmEmbedControls extends DmElement {
  static override properties = {
    app: { attribute: false },
    choice: { attribute: false },
    target: { attribute: false },
    releases: { attribute: false },
  }

  static override styles = [
    tokens,
    controls,
    pageStyle,
    css`
      form {
        display: grid;
        gap: 16px;
        padding: 20px;
      }
      details {
        border-block-start: 1px solid var(--_line);
        margin-block-end: -8px;
      }
      summary {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 48px;
        font-weight: 560;
        font-size: 0.9375rem;
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary .icon {
        color: var(--_quiet);
        transition: rotate var(--_fast);
      }
      details[open] summary .icon {
        rotate: 180deg;
      }
      .more {
        display: grid;
        gap: 16px;
        padding-block: 8px 16px;
      }
    `,
  ]

  declare app: SiteApp
  declare choice: Choice
  /** The widget that is chosen. */
  declare target: Embeddable
  declare releases: Releases
  /** By REST plural. Without them an attribute is typed instead of chosen. */
  readonly #records = new Resource<Readonly<Record<string, readonly NamedRecord[]>>>(this, {
    cache: () => this.app.cache,
    key: () => `${sitePath(this.app, 'records')}/${this.target.module.slug}/${this.target.name}`,
    ask: (signal) => this.#loadRecords(signal),
    tags: ['records'],
  })

  async #loadRecords(signal: AbortSignal): Promise<Readonly<Record<string, readonly NamedRecord[]>>> {
    const { app, target } = this
    const plurals = Object.values(target.widget.attributes).flatMap(({ records }) => records ?? [])
    const load = async (plural: string) => {
      const path = sitePath(app, 'modules', target.module.slug, plural)
      const { data } = await app.api.get<{ data: readonly NamedRecord[] }>(path, { query: { limit: 100 }, signal })
      return [plural, data] as const
    }
    return Object.fromEntries(await Promise.all(plurals.map(load)))
  }

  #change(change: Partial<Choice>): void {
    this.dispatchEvent(new ChoiceEvent(change))
  }

  override render() {
    const { words } = this.app
    return html`<form class="card" @submit=${(event: Event) => event.preventDefault()}>
      ${this.#renderWidget()} ${this.#renderAttributes()} ${this.#renderLook()}
      <details>
        <summary>${renderIcon('down', 18)}${words.say('moreOptions')}</summary>
        <div class="more">${this.#renderLoading()} ${this.#renderRelease()} ${this.#renderLink()}</div>
      </details>
    </form>`
  }

  #renderLook() {
    const { words } = this.app
    const { mode, theme, locale } = this.choice
    return html`${this.#select(
      { name: 'mode', label: words.say('mode'), value: mode, change: (value) => this.#setMode(value) },
      modes.map((one) => [one, words.say(modeWords[one])]),
    )}
    ${this.#select(
      {
        name: 'theme',
        label: words.say('theme'),
        value: theme,
        change: (value) => this.#change({ theme: oneOf(schemes, value) }),
      },
      schemes.map((one) => [one, words.say(themeWords[one])]),
    )}
    ${this.#select(
      {
        name: 'locale',
        label: words.say('language'),
        value: locale,
        change: (value) => this.#change({ locale: value }),
      },
      [['', words.say('localePage')], ...Object.entries(languages)],
    )}`
  }

  #renderLoading() {
    const { words } = this.app
    return this.#select(
      {
        name: 'loading',
        label: words.say('loadingField'),
        value: this.choice.loading,
        change: (value) => this.#change({ loading: oneOf(loadings, value) }),
      },
      loadings.map((loading) => [loading, words.say(loadingWords[loading])]),
    )
  }

  #say({ module }: Embeddable, label: string): string {
    return sayLabel(module, label, this.app.words.locale)
  }

  /** A dialog is loaded later than what stands in the page, unless somebody says otherwise. */
  #setMode(value: string): void {
    const mode = oneOf(modes, value)
    const isDefault = this.choice.loading === defaultLoading(this.choice.mode)
    this.#change({ mode, ...(isDefault ? { loading: defaultLoading(mode) } : {}) })
  }

  #renderWidget() {
    const all = listEmbeddable(this.app.site.modules)
    const idOf = ({ module, name }: Embeddable) => `${module.slug}/${name}`
    const change = (id: string) => {
      const target = all.find((one) => idOf(one) === id)
      if (target && !isChosen(target, this.choice)) this.#change(firstChoice(this.app, target))
    }
    return this.#select(
      { name: 'widget', label: this.app.words.say('widget'), value: idOf(this.target), change },
      all.map((one) => [idOf(one), this.#say(one, one.widget.label)]),
    )
  }

  #renderAttributes() {
    return Object.entries(this.target.widget.attributes).map(([name, attribute]) => {
      const value = this.choice.attributes[name] ?? ''
      const change = (to: string) => this.#change({ attributes: { ...this.choice.attributes, [name]: to } })
      const field: Field = { name: `attribute-${name}`, label: this.#say(this.target, attribute.label), value, change }
      const options = this.#optionsOf(attribute)
      return options ? this.#select(field, options) : this.#input(field)
    })
  }

  /** Undefined: it is to be typed. */
  #optionsOf({ options, records }: WidgetAttribute): readonly Option[] | undefined {
    const standard: Option = ['', this.app.words.say('standard')]
    if (options) return [standard, ...options.slice(1).map((option): Option => [option, option])]
    if (records === undefined || (this.#records.problem !== undefined && !this.#records.data)) return undefined
    const known = this.#records.data?.[records] ?? []
    return [['', this.app.words.say('visitorChooses')], ...known.filter(({ active }) => active !== false).map(toOption)]
  }

  #renderRelease() {
    const { words } = this.app
    const { latest, channel } = this.releases
    const { release } = this.choice
    const options: readonly Option[] = [
      ['channel', words.say('versionChannel', { version: majorOf(channel) })],
      ['exact', words.say('versionExact', { version: latest })],
    ]
    const change = (value: string) => this.#change({ release: value === 'exact' ? 'exact' : 'channel' })
    return this.#select(
      { name: 'release', label: words.say('versionField'), value: release, change },
      options,
      words.say(release === 'exact' ? 'versionExactHint' : 'versionChannelHint'),
    )
  }

  #renderLink() {
    const { words } = this.app
    const { linkText, linkTarget } = this.choice
    return html`${this.#input({ name: 'link-text', label: words.say('linkText'), value: linkText, change: (value) => this.#change({ linkText: value }) })}
    ${this.#input({ name: 'link-target', label: words.say('linkTarget'), value: linkTarget, change: (value) => this.#change({ linkTarget: value }) }, words.say('linkHint'))}`
  }

  #select({ name, label, value, change }: Field, options: readonly Option[], hint = '') {
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <select
        class="input"
        id=${name}
        aria-describedby="${name}-hint"
        @change=${(event: Event) => {
          if (event.target instanceof HTMLSelectElement) change(event.target.value)
        }}
      >
        ${options.map(([option, text]) => html`<option value=${option} .selected=${option === value}>${text}</option>`)}
      </select>
      <p class="hint" id="${name}-hint" ?hidden=${hint === ''}>${hint}</p>
    </div>`
  }

  #input({ name, label, value, change }: Field, hint = '') {
    const isAddress = name === 'link-target'
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <input
        class="input"
        id=${name}
        type=${isAddress ? 'url' : 'text'}
        dir=${isAddress ? 'ltr' : 'auto'}
        autocomplete="off"
        .value=${value}
        aria-describedby="${name}-hint"
        @input=${(event: InputEvent) => {
          if (event.target instanceof HTMLInputElement) change(event.target.value)
        }}
      />
      <p class="hint" id="${name}-hint" ?hidden=${hint === ''}>${hint}</p>
    </div>`
  }
}

/** `v1` of `/embed/v1.js`. */
const majorOf = (channel: string): string => /(v\d+)\.js$/.exec(channel)?.[1] ?? ''

const toOption = ({ slug, name }: NamedRecord): Option => [slug, name]

const oneOf = <Value extends string>(all: readonly [Value, ...Value[]], value: string): Value =>
  all.find((one) => one === value) ?? all[0]
