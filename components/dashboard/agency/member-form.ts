import { html, type PropertyValues } from 'lit'
import { textOfField, type FormField, type FormValues } from '../../app/form-fields.ts'
import { DmElement } from '../../ui/element.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { assignmentFields, roleOptions, toAssignment, toChoice, type Assignment } from './member-roles.ts'
import type { AgencyRole, Member } from './rows.ts'

/** The invitation is on its way, or the member has another role or other places. */
export class MemberSavedEvent extends Event {
  /** Address or name. */
  readonly who: string
  constructor(who: string) {
    super('dm-member-saved')
    this.who = who
  }
}

/**
 * @summary Invites somebody, or changes what a member may do and where.
 * @element dm-member-form
 * @fires dm-member-saved
 * @fires dm-form-leave
 */
export class DmMemberForm extends DmElement {
  static override properties = {
    app: { attribute: false },
    member: { attribute: false },
    roles: { attribute: false },
    places: { attribute: false },
  }

  declare app: DeskApp
  /** Absent: somebody new. */
  declare member: Member | undefined
  declare roles: readonly AgencyRole[]
  declare places: Assignment
  readonly #desk = new AgencyDesk(this)
  #values: FormValues = {}

  constructor() {
    super()
    this.roles = []
    this.places = { clients: [], sites: [] }
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && !changed.has('member')) return
    const { member } = this
    this.#values = {
      email: '',
      role: member ? toChoice(member) : 'member',
      clientIds: member?.clientIds ?? [],
      siteIds: member?.siteIds ?? [],
    }
  }

  async #write(values: FormValues): Promise<void> {
    const { api } = this.app
    const { member } = this
    const email = textOfField(values, 'email')
    // A member has no version: what is given here is all that there is.
    if (member) await api.patch(this.#desk.path('members', member.userId), toAssignment(values))
    else await api.post(this.#desk.path('invitations'), { email, ...toAssignment(values) })
    this.#desk.invalidate('members')
    this.dispatchEvent(new MemberSavedEvent(member?.name ?? email))
  }

  get #fields(): readonly FormField[] {
    const { words, tenant } = this.#desk
    const email: FormField = {
      name: 'email',
      label: words.say('email'),
      kind: 'email',
      missing: words.say('emailMissing'),
      maxLength: 254,
    }
    const role: FormField = {
      name: 'role',
      label: words.say('role'),
      kind: 'select',
      options: roleOptions(words, tenant.role, this.roles),
    }
    return [...(this.member ? [] : [email]), role, ...assignmentFields(words, this.places)]
  }

  override render() {
    const { words } = this.#desk
    const { member } = this
    return html`<dm-field-form
      .words=${words}
      .heading=${member ? words.say('accessOf', { name: member.name }) : words.say('inviteMember')}
      .action=${words.say(member ? 'save' : 'sendInvitation')}
      .fields=${this.#fields}
      .values=${this.#values}
      .write=${(values: FormValues) => this.#write(values)}
      @dm-form-leave=${() => this.dispatchEvent(new Event('dm-form-leave'))}
    ></dm-field-form>`
  }
}
