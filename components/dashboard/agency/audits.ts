import { html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderDenied, renderProblem } from '../../app/async.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { valueOf } from '../../ui/input-value.ts'
import { formatMoment } from '../dashboard-words.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { agencyStyle } from './agency-style.ts'
import type { AgencyMessage } from './agency-words.ts'
import { renderChoice, renderMore } from './list-parts.ts'
import type { Audit, Member } from './rows.ts'

const results: readonly (readonly [result: string, message: AgencyMessage, tone: string])[] = [
  ['ok', 'resultOk', 'good'],
  ['denied', 'resultDenied', 'bad'],
  ['failed', 'resultFailed', 'warn'],
]

interface Filters {
  readonly actor: string
  readonly result: string
  readonly site: string
  readonly action: string
  /** Days, as a date field gives them. */
  readonly from: string
  readonly to: string
}

const noFilters: Filters = { actor: '', result: '', site: '', action: '', from: '', to: '' }

/**
 * @summary Who did what in an agency and on its sites.
 * @element dm-audits
 */
export class DmAudits extends DmElement {
  static override properties = { app: { attribute: false }, _filters: { state: true }, _problem: { state: true } }

  static override styles = [tokens, controls, asyncStyle, pageStyle, agencyStyle]

  declare app: DeskApp
  declare _filters: Filters
  declare _problem: unknown
  readonly #desk = new AgencyDesk(this)
  readonly #audits = this.#desk.list<Audit>({
    path: () => (this.#desk.may('audits:read') ? 'audits' : undefined),
    query: () => this.#query,
    tags: ['audits', 'clients', 'sites', 'members', 'roles', 'agency-record'],
  })
  readonly #members = this.#desk.list<Member>({
    path: () => (this.#desk.may('members:read') ? 'members' : undefined),
    query: () => ({ limit: 100 }),
    tags: ['members'],
  })

  constructor() {
    super()
    this._filters = noFilters
  }

  /** Days begin and end where the reader is. */
  get #query() {
    const { from, to, ...others } = this._filters
    const instant = (day: string, time: string) => (day === '' ? undefined : new Date(`${day}T${time}`).toISOString())
    return {
      ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== '')),
      from: instant(from, '00:00:00'),
      to: instant(to, '23:59:59.999'),
    }
  }

  #filter(change: Partial<Filters>): void {
    this._filters = { ...this._filters, ...change }
  }

  override render() {
    const { words } = this.#desk
    if (!this.#desk.may('audits:read')) return renderDenied(words)
    const isFiltered = Object.values(this._filters).some(Boolean)
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say('auditLog')}</h1>
          <p>${words.say('auditHint')}</p>
        </div>
      </div>
      ${this.#renderFilters()} ${renderProblem(words, this._problem)}
      ${renderAsync({
        words,
        resource: this.#audits,
        ready: ({ data }) =>
          html`<ul class="rows card">
              ${data.map((audit) => this.#renderAudit(audit))}
            </ul>
            ${renderMore(words, this.#audits, (problem) => (this._problem = problem))}`,
        empty: ({ data }) =>
          data.length > 0
            ? undefined
            : {
                icon: 'history',
                title: words.say(isFiltered ? 'nothingFound' : 'noAudits'),
                text: words.say(isFiltered ? 'nothingFoundText' : 'noAuditsText'),
                action: isFiltered
                  ? html`<button type="button" class="button" @click=${() => (this._filters = noFilters)}>
                      ${words.say('clearFilters')}
                    </button>`
                  : undefined,
              },
      })}
    </div>`
  }

  #renderFilters() {
    const { words, tenant, agency } = this.#desk
    const members = this.#members.data?.data ?? []
    const sites = tenant.sites.filter(({ agencyId }) => agencyId === agency.id)
    const any = ['', words.say('any')] as const
    const choice = (id: keyof Filters, label: string, options: readonly (readonly [string, string])[]) =>
      renderChoice({
        id,
        label,
        value: this._filters[id],
        options: [any, ...options],
        choose: (value) => this.#filter({ [id]: value }),
      })
    const day = (id: 'from' | 'to', message: AgencyMessage) =>
      html`<div class="field">
        <label class="label" for=${id}>${words.say(message)}</label>
        <input
          class="input"
          id=${id}
          type="date"
          .value=${this._filters[id]}
          @change=${(event: Event) => this.#filter({ [id]: valueOf(event) })}
        />
      </div>`
    return html`<div class="filters">
      ${
        members.length > 0
          ? choice(
              'actor',
              words.say('who'),
              members.map(({ userId, name }) => [`user:${userId}`, name] as const),
            )
          : nothing
      }
      ${choice(
        'site',
        words.say('place'),
        sites.map(({ id, name }) => [id, name] as const),
      )}
      ${choice(
        'result',
        words.say('result'),
        results.map(([value, message]) => [value, words.say(message)] as const),
      )}
      ${day('from', 'from')} ${day('to', 'to')}
    </div>`
  }

  #renderAudit(audit: Audit) {
    const { words } = this.#desk
    const who = audit.actorName ?? audit.actor
    const [, message, tone] = results.find(([result]) => result === audit.result) ?? results[2]!
    return html`<li class="line">
      <div class="facts">
        <p class="row">
          <strong>${sayAction(audit.action)}</strong>
          ${audit.result === 'ok' ? nothing : html`<span class="badge ${tone}">${words.say(message)}</span>`}
        </p>
        <p class="hint">
          ${audit.impersonatorName ? words.say('onBehalf', { name: audit.impersonatorName, other: who }) : who} ·
          ${audit.siteName ?? this.#desk.agency.name}
        </p>
      </div>
      <time class="hint" datetime=${audit.at}>${formatMoment(words, audit.at)}</time>
    </li>`
  }
}

/** `core.client.archived` is a name for programs; people read its words, and none of them twice. */
const sayAction = (action: string): string => {
  const text = action.replace(/^core\.|^(\w+)\.(?=\1\.)/, '').replaceAll(/[._:-]/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
