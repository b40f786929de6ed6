import { html, nothing } from 'lit'
import type { MenuAction } from '../../app/action-menu.ts'
import { asyncStyle, renderAsync, renderDenied, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { renderConfirm } from '../../app/confirm.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatDay } from '../dashboard-words.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { agencyStyle } from './agency-style.ts'
import { renderMore } from './list-parts.ts'
import type { MemberSavedEvent } from './member-form.ts'
import { sayRole } from './member-roles.ts'
import type { AgencyRole, Client, Invitation, Member, Site } from './rows.ts'

/** What is asked before it happens. */
type Asking = { readonly member: Member } | { readonly invitation: Invitation }

/**
 * @summary Who works in an agency, and who has been invited.
 * @element dm-members
 */
export class DmMembers extends DmElement {
  static override properties = {
    app: { attribute: false },
    _form: { state: true },
    _asking: { state: true },
    _problem: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, pageStyle, agencyStyle]

  declare app: DeskApp
  declare _form: { readonly member?: Member } | undefined
  declare _asking: Asking | undefined
  declare _problem: unknown
  readonly #removal = new Attempt(this)
  readonly #desk = new AgencyDesk(this)
  readonly #members = this.#desk.list<Member>({
    path: () => (this.#desk.may('members:read') ? 'members' : undefined),
    tags: ['members'],
  })
  readonly #invitations = this.#desk.list<Invitation>({
    path: () => (this.#desk.may('members:write') ? 'invitations' : undefined),
    tags: ['members'],
  })
  readonly #roles = this.#desk.list<AgencyRole>({
    path: () => (this.#desk.may('members:write') ? 'roles' : undefined),
    tags: ['roles'],
  })
  readonly #clients = this.#desk.list<Client>({
    path: () => (this.#desk.may('clients:read') ? 'clients' : undefined),
    query: () => ({ state: 'active', limit: 100 }),
    tags: ['clients'],
  })
  readonly #sites = this.#desk.list<Site>({
    path: () => (this.#desk.may('sites:read') ? 'sites' : undefined),
    query: () => ({ state: 'active', limit: 100 }),
    tags: ['sites'],
  })

  async #resend({ id, email }: Invitation): Promise<void> {
    this._problem = undefined
    try {
      await this.app.api.post(this.#desk.path('invitations', id, 'resend'))
      this.app.toast(this.#desk.words.say('invitedNamed', { name: email }))
      this.#desk.invalidate('members')
    } catch (problem) {
      this._problem = problem
    }
  }

  async #remove(asking: Asking): Promise<void> {
    const { words } = this.#desk
    const isMember = 'member' in asking
    const path = isMember ? ['members', asking.member.userId] : ['invitations', asking.invitation.id]
    const name = isMember ? asking.member.name : asking.invitation.email
    if (!(await this.#removal.run(() => this.app.api.delete(this.#desk.path(...path))))) return
    this._asking = undefined
    this.app.toast(words.say(isMember ? 'removedNamed' : 'revokedNamed', { name }))
    this.#desk.invalidate('members', 'usage')
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus()
  }

  #saved({ who }: MemberSavedEvent): void {
    this.app.toast(this.#desk.words.say(this._form?.member ? 'savedNamed' : 'invitedNamed', { name: who }))
    this._form = undefined
  }

  override render() {
    const { words } = this.#desk
    if (!this.#desk.may('members:read')) return renderDenied(words)
    const fail = (problem: unknown) => (this._problem = problem)
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${words.say('members')}</h1>
            <p>${words.say('membersHint')}</p>
          </div>
          ${
            this.#desk.may('members:write')
              ? html`<button type="button" class="button primary" @click=${() => (this._form = {})}>
                  ${renderIcon('plus', 18)}${words.say('inviteMember')}
                </button>`
              : nothing
          }
        </div>
        ${renderProblem(words, this._problem)}
        ${renderAsync({
          words,
          resource: this.#members,
          ready: ({ data }) =>
            html`<ul class="rows card">
                ${data.map((member) => this.#renderMember(member))}
              </ul>
              ${renderMore(words, this.#members, fail)}`,
        })}
        ${this.#desk.may('members:write') ? this.#renderInvitations() : nothing}
      </div>
      ${this.#renderForm()} ${this._asking ? this.#renderAsking(this._asking) : nothing}`
  }

  #renderForm() {
    if (!this._form) return nothing
    return html`<dm-member-form
      .app=${this.app}
      .member=${this._form.member}
      .roles=${this.#roles.data?.data ?? []}
      .places=${{ clients: this.#clients.data?.data ?? [], sites: this.#sites.data?.data ?? [] }}
      @dm-member-saved=${(event: MemberSavedEvent) => this.#saved(event)}
      @dm-form-leave=${() => (this._form = undefined)}
    ></dm-member-form>`
  }

  #renderMember(member: Member) {
    const { words, tenant } = this.#desk
    const isMe = member.userId === tenant.user?.id
    const actions: MenuAction[] = [
      { label: words.say('changeAccess'), icon: 'lock', run: () => (this._form = { member }) },
      { label: words.say('remove'), icon: 'trash', danger: true, run: () => this.#ask({ member }) },
    ]
    return html`<li class="line">
      <span class="avatar" aria-hidden="true">${initialsOf(member.name)}</span>
      <div class="facts">
        <p class="row">
          <strong>${member.name}</strong>${isMe ? html`<span class="hint">${words.say('you')}</span>` : nothing}
        </p>
        <p class="hint"><bdi>${member.email}</bdi></p>
        <p class="row hint">
          <span class="tag">${sayRole(words, member.role, member.roleName)}</span>
          <span>${this.#sayBounds(member)}</span>
          <span
            >${member.lastSeenAt ? words.say('lastSeen', { date: formatDay(words, member.lastSeenAt) }) : words.say('neverSeen')}</span
          >
        </p>
      </div>
      <div class="side">
        ${member.hasSecondFactor ? html`<span class="badge good">${words.say('secondFactorOn')}</span>` : nothing}
        ${
          this.#desk.may('members:write')
            ? html`<dm-action-menu
                .label=${words.say('actionsOf', { name: member.name })}
                .actions=${actions}
              ></dm-action-menu>`
            : nothing
        }
      </div>
    </li>`
  }

  #sayBounds({ clientIds, siteIds }: Member): string {
    const { words } = this.#desk
    const [clients, sites] = [clientIds?.length ?? 0, siteIds?.length ?? 0]
    if (clients + sites === 0) return words.say('wholeAgency')
    return words.say('boundTo', { clients, sites })
  }

  #renderInvitations() {
    const { words } = this.#desk
    return html`<section>
      <h2>${words.say('invitations')}</h2>
      ${renderAsync({
        words,
        resource: this.#invitations,
        ready: ({ data }) =>
          data.length === 0
            ? html`<p class="card none">${words.say('noInvitations')}</p>`
            : html`<ul class="rows card">
                ${data.map((invitation) => this.#renderInvitation(invitation))}
              </ul>`,
      })}
    </section>`
  }

  #renderInvitation(invitation: Invitation) {
    const { words } = this.#desk
    const isOver = Date.parse(invitation.expiresAt) < Date.now()
    const named = html`<span class="visually-hidden">${invitation.email}</span>`
    return html`<li class="line">
      <div class="facts">
        <p>
          <strong><bdi>${invitation.email}</bdi></strong>
        </p>
        <p class="row hint">
          <span class="tag">${sayRole(words, invitation.role, this.#nameOf(invitation))}</span>
          <span
            >${words.say(isOver ? 'expiredOn' : 'expiresOn', { date: formatDay(words, invitation.expiresAt) })}</span
          >
        </p>
      </div>
      <div class="side">
        <button type="button" class="button" @click=${() => void this.#resend(invitation)}>
          ${renderIcon('mail', 18)}${words.say('resend')} ${named}
        </button>
        <button type="button" class="button danger" @click=${() => this.#ask({ invitation })}>
          ${words.say('revoke')} ${named}
        </button>
      </div>
    </li>`
  }

  /** Of a role of the agency's own. */
  #nameOf({ roleId }: Invitation): string | null {
    return this.#roles.data?.data.find(({ id }) => id === roleId)?.name ?? null
  }

  #ask(asking: Asking): void {
    this.#removal.forget()
    this._asking = asking
  }

  #renderAsking(asking: Asking) {
    const { words } = this.#desk
    const isMember = 'member' in asking
    const name = isMember ? asking.member.name : asking.invitation.email
    return renderConfirm({
      words,
      heading: words.say(isMember ? 'removeTitle' : 'revokeTitle', { name }),
      text: words.say(isMember ? 'removeText' : 'revokeText'),
      action: words.say(isMember ? 'remove' : 'revoke'),
      busy: this.#removal.isBusy,
      problem: this.#removal.problem,
      onLeave: () => (this._asking = undefined),
      onConfirm: () => void this.#remove(asking),
    })
  }
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0]?.toUpperCase() ?? '')
    .join('')
