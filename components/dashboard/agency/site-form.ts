import { html, type PropertyValues } from 'lit'
import { textOfField, type FormField, type FormOption, type FormValues } from '../../app/form-fields.ts'
import { DmElement } from '../../ui/element.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { localeOptions, zoneOptions } from './places.ts'
import type { Client, Site } from './rows.ts'

/** It was made, changed or moved. */
export class SiteSavedEvent extends Event {
  readonly site: Site
  constructor(site: Site) {
    super('dm-site-saved')
    this.site = site
  }
}

/**
 * @summary Makes a site, changes one, or gives it to another client.
 * @element dm-site-form
 * @fires dm-site-saved
 * @fires dm-form-leave
 */
export class DmSiteForm extends DmElement {
  static override properties = {
    app: { attribute: false },
    site: { attribute: false },
    moving: { type: Boolean },
    clients: { attribute: false },
  }

  declare app: DeskApp
  /** Absent: a new one. */
  declare site: Site | undefined
  /** To another client, and nothing else. */
  declare moving: boolean
  /** Whose it can be. */
  declare clients: readonly Client[]
  readonly #desk = new AgencyDesk(this)
  #values: FormValues = {}

  constructor() {
    super()
    this.moving = false
    this.clients = []
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && !changed.has('site')) return
    const { site } = this
    this.#values = {
      name: site?.name ?? '',
      slug: '',
      clientId: site?.clientId ?? this.clients[0]?.id ?? '',
      zone: site?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      locale: site?.locale ?? this.app.words.locale,
    }
  }

  async #write(values: FormValues): Promise<void> {
    const { api } = this.app
    const { site } = this
    const text = (name: string) => textOfField(values, name)
    const clientId = text('clientId')
    const about = { name: text('name'), zone: text('zone'), locale: text('locale') }
    const slug = text('slug')
    const at = (...rest: string[]) => this.#desk.path('sites', ...rest)
    const saved = !site
      ? await api.post<Site>(at(), { ...about, clientId, ...(slug ? { slug } : {}) })
      : this.moving
        ? await api.post<Site>(at(site.id, 'move'), { clientId })
        : await api.patch<Site>(at(site.id), about, site.version)
    this.#desk.invalidate('sites', 'clients', 'usage')
    // The switch and the pages of the site go by what the session says of it.
    void this.#desk.tenant.refresh()
    this.dispatchEvent(new SiteSavedEvent(saved))
  }

  async #probe(slug: string, signal: AbortSignal): Promise<string | undefined> {
    const { words } = this.#desk
    interface Answer {
      readonly isAvailable: boolean
      readonly reason: string | null
    }
    const { isAvailable, reason } = await this.app.api.get<Answer>(this.#desk.path('slug'), { query: { slug }, signal })
    if (isAvailable) return undefined
    return words.say(reason === 'taken' ? 'problemSlugTaken' : 'slugRefused')
  }

  get #fields(): readonly FormField[] {
    const { words } = this.#desk
    const options: FormOption[] = this.clients.map(({ id, name }) => ({ value: id, label: name }))
    const client: FormField = { name: 'clientId', label: words.say('client'), kind: 'select', options }
    if (this.moving) return [client]
    const about: FormField[] = [
      { name: 'zone', label: words.say('zone'), kind: 'select', options: zoneOptions(this.#values['zone']) },
      {
        name: 'locale',
        label: words.say('locale'),
        kind: 'select',
        options: localeOptions(words.locale, this.#values['locale']),
      },
    ]
    const name = { name: 'name', label: words.say('siteName'), missing: words.say('nameMissing'), maxLength: 120 }
    if (this.site) return [name, ...about]
    const slug: FormField = {
      name: 'slug',
      label: words.say('slug'),
      hint: words.say('slugHint'),
      isLatin: true,
      maxLength: 60,
      probe: (value, signal) => this.#probe(value, signal),
    }
    return [name, client, slug, ...about]
  }

  override render() {
    const { words } = this.#desk
    const { site, moving } = this
    const heading = site ? words.say(moving ? 'moveNamed' : 'editNamed', { name: site.name }) : words.say('newSite')
    return html`<dm-field-form
      .words=${words}
      .heading=${heading}
      .lead=${moving ? words.say('moveText') : ''}
      .action=${words.say(!site ? 'createSite' : moving ? 'move' : 'save')}
      .fields=${this.#fields}
      .values=${this.#values}
      .write=${(values: FormValues) => this.#write(values)}
      @dm-form-leave=${() => this.dispatchEvent(new Event('dm-form-leave'))}
    ></dm-field-form>`
  }
}
