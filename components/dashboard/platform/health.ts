import { html, nothing } from 'lit'
import { asyncStyle, renderAsync } from '../../app/async.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatMoment } from '../dashboard-words.ts'
import type { DeskApp } from '../site-app.ts'
import { PlatformDesk } from './platform-desk.ts'
import { platformStyle } from './platform-style.ts'

interface Line {
  readonly state: string
  readonly since: string
  readonly needed: boolean
  /** A code. */
  readonly lastError?: string
}

interface Health {
  readonly release: string
  readonly startedAt: string
  readonly connections: Readonly<Record<string, Line>>
}

/**
 * @summary What the running process is connected to.
 * @element dm-platform-health
 */
export class DmPlatformHealth extends DmElement {
  static override properties = { app: { attribute: false } }

  static override styles = [tokens, controls, asyncStyle, pageStyle, platformStyle]

  declare app: DeskApp
  readonly #desk = new PlatformDesk(this)
  readonly #health = this.#desk.record<Health>('health')

  override render() {
    const { words } = this.#desk
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say('health')}</h1>
          <p>${words.say('healthHint')}</p>
        </div>
      </div>
      ${renderAsync({
        words,
        resource: this.#health,
        ready: ({ release, startedAt, connections }) =>
          html`<ul class="rows card">
              ${Object.entries(connections).map(([name, line]) => this.#renderLine(name, line))}
            </ul>
            <p class="hint">${words.say('release', { release, date: formatMoment(words, startedAt) })}</p>`,
      })}
    </div>`
  }

  #renderLine(name: string, { state, since, needed, lastError }: Line) {
    const { words } = this.#desk
    const isAway = state === 'away'
    return html`<li class="line">
      <div class="facts">
        <p class="row">
          <strong>${name}</strong>${needed ? html`<span class="hint">${words.say('needed')}</span>` : nothing}
        </p>
        <p class="row hint">
          <span>${words.say('since', { date: formatMoment(words, since) })}</span>
          ${lastError ? html`<span>${words.say('lastError', { code: lastError })}</span>` : nothing}
        </p>
      </div>
      <span class="badge ${isAway ? 'bad' : 'good'}">${words.say(isAway ? 'away' : 'up')}</span>
    </li>`
  }
}
