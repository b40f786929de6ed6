import { html, type PropertyValues } from 'lit'
import { listOfField, textOfField, type FormValues } from '../../app/form-fields.ts'
import { DmElement } from '../../ui/element.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { sayPermission } from './permission-words.ts'
import type { AgencyRole, Permission } from './rows.ts'

/**
 * @summary Makes a role of the agency's own, or changes one.
 * @element dm-role-form
 * @fires dm-form-done
 * @fires dm-form-leave
 */
export class DmRoleForm extends DmElement {
  static override properties = {
    app: { attribute: false },
    given: { attribute: false },
    permissions: { attribute: false },
  }

  declare app: DeskApp
  /** Absent: a new one. */
  declare given: AgencyRole | undefined
  /** All that a role can hold. */
  declare permissions: readonly Permission[]
  readonly #desk = new AgencyDesk(this)
  #values: FormValues = {}

  constructor() {
    super()
    this.permissions = []
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && !changed.has('given')) return
    this.#values = { name: this.given?.name ?? '', permissions: this.given?.permissions ?? [] }
  }

  async #write(values: FormValues): Promise<void> {
    const { api } = this.app
    const { given: role } = this
    const body = { name: textOfField(values, 'name'), permissions: listOfField(values, 'permissions') }
    if (role?.id) await api.patch(this.#desk.path('roles', role.id), body, role.version)
    else await api.post(this.#desk.path('roles'), body)
    this.#desk.invalidate('roles', 'members')
  }

  override render() {
    const { words } = this.#desk
    const { given: role } = this
    const options = this.permissions.map((permission) => ({
      value: permission.name,
      label: sayPermission(words, permission),
      group: words.say(permission.of === 'site' ? 'onSites' : 'inAgency'),
    }))
    return html`<dm-field-form
      .words=${words}
      .heading=${role ? words.say('editNamed', { name: role.name }) : words.say('newRole')}
      .action=${words.say(role ? 'save' : 'createRole')}
      .fields=${[
        { name: 'name', label: words.say('roleName'), missing: words.say('nameMissing'), maxLength: 60 },
        {
          name: 'permissions',
          label: words.say('permissions'),
          kind: 'checks' as const,
          options,
          missing: words.say('permissionsMissing'),
        },
      ]}
      .values=${this.#values}
      .write=${(values: FormValues) => this.#write(values)}
      @dm-form-done=${() => this.dispatchEvent(new Event('dm-form-done'))}
      @dm-form-leave=${() => this.dispatchEvent(new Event('dm-form-leave'))}
    ></dm-field-form>`
  }
}
