import { html, type PropertyValues } from 'lit'
import { textOfField, type FormField, type FormValues } from '../../app/form-fields.ts'
import { DmElement } from '../../ui/element.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import type { Client } from './rows.ts'

/** It was made, or changed. */
export class ClientSavedEvent extends Event {
  readonly client: Client
  constructor(client: Client) {
    super('dm-client-saved')
    this.client = client
  }
}

/**
 * @summary Makes a client, or changes one.
 * @element dm-client-form
 * @fires dm-client-saved
 * @fires dm-form-leave
 */
export class DmClientForm extends DmElement {
  static override properties = { app: { attribute: false }, client: { attribute: false } }

  declare app: DeskApp
  /** Absent: a new one. */
  declare client: Client | undefined
  readonly #desk = new AgencyDesk(this)
  #values: FormValues = {}

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('client') && this.hasUpdated) return
    const { client } = this
    this.#values = {
      name: client?.name ?? '',
      company: client?.company ?? '',
      contactEmail: client?.contactEmail ?? '',
      contactPhone: client?.contactPhone ?? '',
      tags: client?.tags.join(', ') ?? '',
      notes: client?.notes ?? '',
      portalEnabled: client?.portalEnabled ?? false,
    }
  }

  async #write(values: FormValues): Promise<void> {
    const { client } = this
    const text = (name: string) => textOfField(values, name) || null
    const tags = textOfField(values, 'tags').split(',')
    const body = {
      name: textOfField(values, 'name'),
      company: text('company'),
      contactEmail: text('contactEmail'),
      contactPhone: text('contactPhone'),
      notes: text('notes'),
      tags: tags.map((tag) => tag.trim()).filter(Boolean),
      portalEnabled: values['portalEnabled'] === true,
    }
    // Of a new one what is empty is left out: there is nothing to empty.
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
    const { api } = this.app
    const saved = client
      ? await api.patch<Client>(this.#desk.path('clients', client.id), body, client.version)
      : await api.post<Client>(this.#desk.path('clients'), given)
    this.#desk.invalidate('clients')
    this.dispatchEvent(new ClientSavedEvent(saved))
  }

  get #fields(): readonly FormField[] {
    const { words } = this.#desk
    return [
      { name: 'name', label: words.say('clientName'), missing: words.say('nameMissing'), maxLength: 120 },
      { name: 'company', label: words.say('company'), maxLength: 120 },
      { name: 'contactEmail', label: words.say('contactEmail'), kind: 'email', maxLength: 254 },
      { name: 'contactPhone', label: words.say('contactPhone'), kind: 'tel', maxLength: 40 },
      { name: 'tags', label: words.say('tags'), hint: words.say('tagsHint'), maxLength: 200 },
      { name: 'notes', label: words.say('notes'), hint: words.say('notesHint'), kind: 'textarea', maxLength: 2000 },
      { name: 'portalEnabled', label: words.say('portal'), hint: words.say('portalHint'), kind: 'check' },
    ]
  }

  override render() {
    const { words } = this.#desk
    const { client } = this
    return html`<dm-field-form
      .words=${words}
      .heading=${client ? words.say('editNamed', { name: client.name }) : words.say('newClient')}
      .action=${words.say(client ? 'save' : 'createClient')}
      .fields=${this.#fields}
      .values=${this.#values}
      .write=${(values: FormValues) => this.#write(values)}
      @dm-form-leave=${() => this.dispatchEvent(new Event('dm-form-leave'))}
    ></dm-field-form>`
  }
}
