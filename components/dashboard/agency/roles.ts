import { css, html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderDenied } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { renderConfirm } from '../../app/confirm.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { agencyStyle } from './agency-style.ts'
import { sayRole } from './member-roles.ts'
import { sayPermission } from './permission-words.ts'
import type { AgencyRole, Permission } from './rows.ts'

/**
 * @summary The platform's roles and what they may do, and the agency's own.
 * @element dm-roles
 */
export class DmRoles extends DmElement {
  static override properties = { app: { attribute: false }, _form: { state: true }, _deleting: { state: true } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    agencyStyle,
    css`
      details {
        padding: 0 20px 14px;
      }
      summary {
        display: inline-flex;
        align-items: center;
        min-block-size: 44px;
        color: var(--_accent);
        cursor: pointer;
      }
      .held {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr));
        gap: 4px 20px;
        margin: 0;
        padding-inline-start: 1.2em;
        font-size: 0.9375rem;
      }
      .line {
        padding-block-end: 0;
      }
      @media (max-width: 560px) {
        details {
          padding-inline: 16px;
        }
      }
    `,
  ]

  declare app: DeskApp
  declare _form: { readonly role?: AgencyRole } | undefined
  declare _deleting: AgencyRole | undefined
  readonly #deletion = new Attempt(this)
  readonly #desk = new AgencyDesk(this)
  readonly #roles = this.#desk.list<AgencyRole>({
    path: () => (this.#desk.may('members:read') ? 'roles' : undefined),
    tags: ['roles'],
  })
  readonly #permissions = this.#desk.list<Permission>({
    path: () => (this.#desk.may('members:read') ? 'permissions' : undefined),
    tags: ['permissions'],
  })

  async #delete({ id, name }: AgencyRole): Promise<void> {
    if (!(await this.#deletion.run(() => this.app.api.delete(this.#desk.path('roles', id!))))) return
    this._deleting = undefined
    this.app.toast(this.#desk.words.say('deletedNamed', { name }))
    this.#desk.invalidate('roles')
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus()
  }

  override render() {
    const { words } = this.#desk
    if (!this.#desk.may('members:read')) return renderDenied(words)
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${words.say('roles')}</h1>
            <p>${words.say('rolesHint')}</p>
          </div>
          ${
            this.#desk.may('roles:write')
              ? html`<button type="button" class="button primary" @click=${() => (this._form = {})}>
                  ${renderIcon('plus', 18)}${words.say('newRole')}
                </button>`
              : nothing
          }
        </div>
        ${renderAsync({
          words,
          resource: this.#roles,
          ready: ({ data }) =>
            html`<ul class="rows card">
              ${data.map((role) => this.#renderRole(role))}
            </ul>`,
        })}
      </div>
      ${this.#renderForm()} ${this._deleting ? this.#renderDeleting(this._deleting) : nothing}`
  }

  #renderForm() {
    if (!this._form) return nothing
    const leave = () => (this._form = undefined)
    return html`<dm-role-form
      .app=${this.app}
      .given=${this._form.role}
      .permissions=${this.#permissions.data?.data ?? []}
      @dm-form-leave=${leave}
      @dm-form-done=${() => {
        leave()
        this.app.toast(this.#desk.words.say('saved'))
      }}
    ></dm-role-form>`
  }

  #renderRole(role: AgencyRole) {
    const { words } = this.#desk
    const name = role.isSystem && role.slug ? sayRole(words, role.slug, role.name) : role.name
    const known = new Map((this.#permissions.data?.data ?? []).map((one) => [one.name, one]))
    return html`<li>
      <div class="line">
        <div class="facts">
          <p class="row">
            <strong>${name}</strong>
            ${role.isSystem ? html`<span class="tag">${words.say('systemRole')}</span>` : nothing}
          </p>
          <p class="hint">${words.say('memberCount', { count: role.members })}</p>
        </div>
        ${role.isSystem || !this.#desk.may('roles:write') ? nothing : this.#renderActions(role)}
      </div>
      <details>
        <summary>
          ${words.say('permissionCount', { count: role.permissions.length })}
          <span class="visually-hidden">${name}</span>
        </summary>
        <ul class="held">
          ${role.permissions.map((one) => html`<li>${sayPermission(words, known.get(one) ?? { name: one, label: one })}</li>`)}
        </ul>
      </details>
    </li>`
  }

  #renderActions(role: AgencyRole) {
    const { words } = this.#desk
    const named = html`<span class="visually-hidden">${role.name}</span>`
    return html`<div class="side">
      <button type="button" class="button" @click=${() => (this._form = { role })}>
        ${renderIcon('pen', 18)}${words.say('edit')} ${named}
      </button>
      <button
        type="button"
        class="button danger"
        @click=${() => {
          this.#deletion.forget()
          this._deleting = role
        }}
      >
        ${words.say('delete')} ${named}
      </button>
    </div>`
  }

  #renderDeleting(role: AgencyRole) {
    const { words } = this.#desk
    return renderConfirm({
      words,
      heading: words.say('deleteRoleTitle', { name: role.name }),
      text: words.say('deleteRoleText'),
      action: words.say('delete'),
      busy: this.#deletion.isBusy,
      problem: this.#deletion.problem,
      onLeave: () => (this._deleting = undefined),
      onConfirm: () => void this.#delete(role),
    })
  }
}
