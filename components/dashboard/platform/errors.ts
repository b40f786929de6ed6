import { html } from 'lit'
import { asyncStyle, renderAsync, renderProblem } from '../../app/async.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatMoment } from '../dashboard-words.ts'
import { segmentsStyle } from '../segments-style.ts'
import type { DeskApp } from '../site-app.ts'
import { PlatformDesk, platformPath } from './platform-desk.ts'
import { platformStyle } from './platform-style.ts'

const states = ['open', 'resolved', 'ignored'] as const
type State = (typeof states)[number]
type Move = 'resolve' | 'ignore' | 'reopen'

const moves: Readonly<Record<State, readonly Move[]>> = {
  open: ['resolve', 'ignore'],
  resolved: ['reopen'],
  ignored: ['reopen'],
}
/** What takes it back. */
const back = { open: 'reopen', resolved: 'resolve', ignored: 'ignore' } as const

interface ErrorGroup {
  readonly id: string
  readonly surface: string
  readonly name: string
  readonly title: string
  readonly frames: readonly string[]
  readonly count: number
  readonly state: State
  readonly release: string
  readonly lastSeenAt: string
  readonly requestIds: readonly string[]
}

/**
 * @summary Mistakes of the software, each once.
 * @element dm-platform-errors
 */
export class DmPlatformErrors extends DmElement {
  static override properties = { app: { attribute: false }, _state: { state: true }, _problem: { state: true } }

  static override styles = [tokens, controls, asyncStyle, pageStyle, segmentsStyle, platformStyle]

  declare app: DeskApp
  declare _state: State
  declare _problem: unknown
  readonly #desk = new PlatformDesk(this)
  readonly #errors = this.#desk.list<ErrorGroup>('errors', () => ({ state: this._state }))

  constructor() {
    super()
    this._state = 'open'
  }

  /** Gone from this list at once; a refusal puts it back. */
  async #move({ id, state, name }: ErrorGroup, move: Move): Promise<void> {
    this._problem = undefined
    const takeBack = this.#errors.mutate((page) => ({ ...page, data: page.data.filter((one) => one.id !== id) }))
    try {
      const now = await this.app.api.post<ErrorGroup>(platformPath('errors', id, move))
      this.#desk.invalidate()
      this.app.toast(`${name}: ${this.#desk.words.say(now.state)}`, { undo: () => void this.#move(now, back[state]) })
    } catch (problem) {
      takeBack()
      this._problem = problem
    }
  }

  override render() {
    const { words } = this.#desk
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say('errors')}</h1>
          <p>${words.say('errorsHint')}</p>
        </div>
      </div>
      <fieldset>
        <legend class="visually-hidden">${words.say('state')}</legend>
        <div class="segments">
          ${states.map(
            (state) =>
              html`<label
                ><input
                  type="radio"
                  name="state"
                  .checked=${this._state === state}
                  @change=${() => (this._state = state)}
                />${words.say(state)}</label
              >`,
          )}
        </div>
      </fieldset>
      ${renderProblem(words, this._problem)}
      ${renderAsync({
        words,
        resource: this.#errors,
        ready: ({ data }) =>
          html`<ul class="rows card">
              ${data.map((group) => this.#renderGroup(group))}
            </ul>
            ${this.#errors.renderMore(words, (problem) => (this._problem = problem))}`,
        empty: ({ data }) =>
          data.length > 0 ? undefined : { icon: 'check', title: words.say('none'), text: words.say('noneText') },
      })}
    </div>`
  }

  #renderGroup(group: ErrorGroup) {
    const { words } = this.#desk
    return html`<li class="line">
      <div class="facts">
        <p dir="ltr"><strong>${group.name}</strong> ${group.title}</p>
        <p class="hint" dir="ltr"><code>${group.frames[0] ?? group.surface}</code></p>
        <p class="hint">
          ${words.say('times', { count: group.count, date: formatMoment(words, group.lastSeenAt) })} ·
          <bdi>${group.surface} ${group.release}</bdi>
        </p>
        <p class="hint" dir="ltr"><code>${group.requestIds[0]}</code></p>
      </div>
      <div class="side">
        ${moves[group.state].map(
          (move) =>
            html`<button type="button" class="button" @click=${() => void this.#move(group, move)}>
              ${words.say(move)} <span class="visually-hidden">${group.name}</span>
            </button>`,
        )}
      </div>
    </li>`
  }
}
