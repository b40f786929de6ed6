import { css, html, nothing, type PropertyValues } from 'lit'
import { renderAsync, renderDenied } from '@dramac/components/app/async'
import { renderIcon } from '@dramac/components/app/icons'
import { Resource } from '@dramac/components/app/resource'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import { renderAvatar } from './booking-marks.ts'
import { keyOf, listAll, tagsOf, type PersonRecord, type ScheduleRecord } from './records.ts'
import { screenStyle } from './screen-style.ts'
import { english, loadScreenWords, type ScreenWords } from './screen-words.ts'
import type { SavedEvent } from './saved-event.ts'

interface Team {
  readonly people: readonly PersonRecord[]
  readonly schedules: readonly ScheduleRecord[]
}

/**
 * @summary The people who give services, and when they work.
 * @element dm-booking-hours
 */
export class DmBookingHours extends DmElement {
  static override properties = {
    client: { attribute: false },
    now: { attribute: false },
    _words: { state: true },
    _person: { state: true },
    _edited: { state: true },
  }

  static override styles = [
    screenStyle,
    css`
      .panes {
        display: grid;
        gap: 24px;
        align-items: start;
      }
      .people {
        overflow: hidden;
      }
      .people li + li {
        border-block-start: 1px solid var(--_line);
      }
      .person {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 12px;
        inline-size: 100%;
        min-block-size: 64px;
        padding: 10px 16px;
        border: 0;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      .person:hover {
        background: var(--_accent-soft);
      }
      .person:focus-visible {
        outline-offset: -3px;
      }
      .person > span:nth-child(2) {
        display: grid;
        overflow-wrap: anywhere;
      }
      .detail {
        display: grid;
        gap: 20px;
        min-inline-size: 0;
      }
      .name {
        display: flex;
        align-items: center;
        gap: 12px;
        min-inline-size: 0;
      }
      .name span {
        overflow-wrap: anywhere;
      }
      .back {
        justify-self: start;
        margin-inline-start: -0.5em;
      }
      @container (min-width: 860px) {
        .panes {
          grid-template-columns: 18rem minmax(0, 1fr);
        }
        .back {
          display: none;
        }
        .person[aria-current='true'] {
          background: var(--_accent-soft);
          box-shadow: inset 3px 0 var(--_accent);
        }
        .person[aria-current='true']:dir(rtl) {
          box-shadow: inset -3px 0 var(--_accent);
        }
      }
      @container (max-width: 859px) {
        .one .list,
        .one > .head .button {
          display: none;
        }
        .page:not(.one) .detail {
          display: none;
        }
      }
    `,
  ]

  declare client: ScreenClient
  declare now: () => Date
  declare _words: ScreenWords
  /** Id of the person shown; empty: the first, and on a phone the list. */
  declare _person: string
  /** Id of the person in the form, or `new`. */
  declare _edited: string
  readonly #team = new Resource<Team>(this, {
    cache: () => this.client.cache,
    key: () => (this.client?.can('booking:read') ? keyOf(this.client, 'team') : undefined),
    ask: (signal) => this.#load(signal),
    tags: tagsOf('resources', 'schedules'),
  })

  constructor() {
    super()
    this.now = () => new Date()
    this._words = english
    this._person = ''
    this._edited = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client') && this.client)
      void loadScreenWords(this.client.locale).then((words) => (this._words = words))
  }

  async #load(signal: AbortSignal): Promise<Team> {
    const [people, schedules] = await Promise.all([
      listAll(this.client, 'resources', { query: { sort: 'position' }, signal }),
      listAll(this.client, 'schedules', { signal }),
    ])
    return { people, schedules }
  }

  /** On a phone the person takes the place of the list, and the focus follows. */
  async #choose(id: string): Promise<void> {
    this._person = id
    await this.updateComplete
    const isListThere = this.renderRoot.querySelector('.list')?.checkVisibility()
    if (!isListThere) this.renderRoot.querySelector<HTMLElement>('.name')?.focus()
  }

  async #back(): Promise<void> {
    const id = this._person
    this._person = ''
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus()
  }

  override render() {
    if (!this.client) return nothing
    const words = this._words
    if (!this.client.can('booking:read')) return renderDenied(words)
    const mayWrite = this.client.can('booking:write')
    return html`<div class="page wide ${this._person ? 'one' : ''}" lang=${words.locale}>
      <div class="head">
        <h1 tabindex="-1">${words.say('peopleAndHours')}</h1>
        ${mayWrite && this.#team.data?.people.length ? this.#renderAdd() : nothing}
      </div>
      <div>
        ${renderAsync({
          words,
          resource: this.#team,
          ready: (team) => this.#renderTeam(team, mayWrite),
          empty: ({ people }) => (people.length > 0 ? undefined : this.#describeNobody(mayWrite)),
        })}
      </div>
      ${this._edited && this.#team.data ? this.#renderForm(this.#team.data) : nothing}
    </div>`
  }

  #renderAdd() {
    return html`<button type="button" class="button primary" @click=${() => (this._edited = 'new')}>
      ${this._words.say('addPerson')}
    </button>`
  }

  #describeNobody(mayWrite: boolean) {
    const words = this._words
    const action = mayWrite ? this.#renderAdd() : nothing
    return { icon: 'people', title: words.say('noPeopleTitle'), text: words.say('noPeopleText'), action }
  }

  #renderTeam(team: Team, mayWrite: boolean) {
    const shown = team.people.find(({ id }) => id === this._person) ?? team.people[0]!
    return html`<div class="panes">
      <ul class="plain card people list">
        ${team.people.map((person) => this.#renderPerson(team, person, person === shown))}
      </ul>
      ${this.#renderDetail(team, shown, mayWrite)}
    </div>`
  }

  #renderPerson({ schedules }: Team, { id, name, color, active, scheduleId }: PersonRecord, isShown: boolean) {
    const words = this._words
    return html`<li>
      <button
        type="button"
        class="person"
        data-id=${id}
        aria-current=${isShown ? 'true' : nothing}
        @click=${() => void this.#choose(id)}
      >
        ${renderAvatar(name, color)}
        <span>
          <strong>${name}</strong>
          <small class="quiet">${schedules.find((one) => one.id === scheduleId)?.name}</small>
        </span>
        ${active ? nothing : html`<span class="badge off">${words.say('inactive')}</span>`}
      </button>
    </li>`
  }

  #renderDetail({ people, schedules }: Team, person: PersonRecord, mayWrite: boolean) {
    const words = this._words
    const schedule = schedules.find(({ id }) => id === person.scheduleId)
    const sharing = people.filter(({ id, scheduleId }) => scheduleId === person.scheduleId && id !== person.id)
    return html`<div class="detail">
      <button type="button" class="button plain back" @click=${() => void this.#back()}>
        ${renderIcon('back')} ${words.say('allPeople')}
      </button>
      <div class="head">
        <h2 class="name" tabindex="-1">${renderAvatar(person.name, person.color)}<span>${person.name}</span></h2>
        ${mayWrite ? html`<button type="button" class="button" @click=${() => (this._edited = person.id)}>${words.say('editPerson')}</button>` : nothing}
      </div>
      ${
        schedule
          ? html`<dm-booking-week
                .client=${this.client}
                .words=${words}
                .schedule=${schedule}
                .sharing=${sharing.map(({ name }) => name)}
                .editable=${mayWrite}
              ></dm-booking-week>
              <dm-booking-special-days
                .client=${this.client}
                .words=${words}
                .now=${this.now}
                .schedule=${schedule}
                .editable=${mayWrite}
              ></dm-booking-special-days>`
          : nothing
      }
      <dm-booking-time-off
        .client=${this.client}
        .words=${words}
        .now=${this.now}
        .person=${person}
        .editable=${mayWrite}
      ></dm-booking-time-off>
    </div>`
  }

  #renderForm({ people, schedules }: Team) {
    return html`<dm-booking-person-form
      .client=${this.client}
      .words=${this._words}
      .person=${people.find(({ id }) => id === this._edited)}
      .people=${people}
      .schedules=${schedules}
      @dm-saved=${({ recordId }: SavedEvent) => {
        this._edited = ''
        this._person = recordId
      }}
      @dm-dialog-close=${() => (this._edited = '')}
    ></dm-booking-person-form>`
  }
}
