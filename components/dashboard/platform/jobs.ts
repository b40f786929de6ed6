import { html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { renderConfirm } from '../../app/confirm.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatMoment } from '../dashboard-words.ts'
import type { DeskApp } from '../site-app.ts'
import { PlatformDesk, platformPath, type PlatformList } from './platform-desk.ts'
import { platformStyle } from './platform-style.ts'

interface Queue {
  readonly tasks: readonly {
    readonly task: string
    readonly ready: number
    readonly waiting: number
    readonly running: number
    readonly failing: number
  }[]
}

interface Job {
  readonly id: string
  readonly task: string
  readonly attempts: number
  readonly error: string
}

interface FailingJob extends Job {
  readonly maxAttempts: number
  readonly runAt: string
}

interface FailedJob extends Job {
  readonly failedAt: string
  readonly retriedAt: string | null
}

/**
 * @summary The queue: what waits, what fails, what failed for good.
 * @element dm-platform-jobs
 */
export class DmPlatformJobs extends DmElement {
  static override properties = { app: { attribute: false }, _dropping: { state: true }, _problem: { state: true } }

  static override styles = [tokens, controls, asyncStyle, pageStyle, platformStyle]

  declare app: DeskApp
  declare _dropping: FailingJob | undefined
  declare _problem: unknown
  readonly #move = new Attempt(this)
  readonly #desk = new PlatformDesk(this)
  readonly #queue = this.#desk.record<Queue>('jobs')
  readonly #failing = this.#desk.list<FailingJob>('jobs/failing')
  readonly #failed = this.#desk.list<FailedJob>('jobs/failed')

  async #act(move: 'retry' | 'drop', { id }: FailingJob): Promise<void> {
    interface Answer {
      readonly data: readonly { readonly result: string }[]
    }
    let answer: Answer | undefined
    const went = await this.#move.run(async () => {
      answer = await this.app.api.post<Answer>(platformPath('jobs', move), { ids: [id] })
    })
    if (!went) return
    this._dropping = undefined
    const isDone = answer?.data[0]?.result !== 'not moved'
    this.app.toast(this.#desk.words.say(!isDone ? 'notMoved' : move === 'retry' ? 'retried' : 'dropped'))
    this.#desk.invalidate()
  }

  async #retryFailed({ id }: FailedJob): Promise<void> {
    if (!(await this.#move.run(() => this.app.api.post(platformPath('jobs/failed', id, 'retry'))))) return
    this.app.toast(this.#desk.words.say('retried'))
    this.#desk.invalidate()
  }

  override render() {
    const { words } = this.#desk
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${words.say('jobs')}</h1>
            <p>${words.say('jobsHint')}</p>
          </div>
        </div>
        ${renderProblem(words, this._problem ?? (this._dropping ? undefined : this.#move.problem))}
        <section>
          <h2>${words.say('queue')}</h2>
          ${renderAsync({ words, resource: this.#queue, ready: (queue) => this.#renderQueue(queue) })}
        </section>
        <section>
          <h2>${words.say('failingJobs')}</h2>
          ${this.#renderJobs(this.#failing, (job) => this.#renderFailing(job))}
        </section>
        <section>
          <h2>${words.say('failedJobs')}</h2>
          ${this.#renderJobs(this.#failed, (job) => this.#renderFailed(job))}
        </section>
      </div>
      ${this._dropping ? this.#renderDropping(this._dropping) : nothing}`
  }

  #renderQueue({ tasks }: Queue) {
    const { words } = this.#desk
    const columns = ['ready', 'waiting', 'running', 'failing'] as const
    if (tasks.length === 0) return html`<p class="quiet">${words.say('none')}</p>`
    return html`<div class="card scroll" tabindex="0" role="region" aria-label=${words.say('queue')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.say('task')}</th>
            ${columns.map((column) => html`<th scope="col">${words.say(column)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${tasks.map(
            (row) =>
              html`<tr>
                <th scope="row" dir="ltr">${row.task}</th>
                ${columns.map((column) => html`<td>${row[column]}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
  }

  #renderJobs<Row extends Job>(list: PlatformList<Row>, render: (job: Row) => unknown) {
    const { words } = this.#desk
    return renderAsync({
      words,
      resource: list,
      ready: ({ data }) =>
        data.length === 0
          ? html`<p class="quiet">${words.say('none')}</p>`
          : html`<ul class="rows card">
                ${data.map((job) => render(job))}
              </ul>
              ${list.renderMore(words, (problem) => (this._problem = problem))}`,
    })
  }

  #renderFailing(job: FailingJob) {
    const { words } = this.#desk
    const named = html`<span class="visually-hidden">${job.task}</span>`
    return html`<li class="line">
      <div class="facts">
        <p dir="ltr"><strong>${job.task}</strong></p>
        <p class="small" dir="ltr">${job.error}</p>
        <p class="hint">
          ${words.say('attempts', { attempt: job.attempts, most: job.maxAttempts })} · ${formatMoment(words, job.runAt)}
        </p>
      </div>
      <div class="side">
        <button type="button" class="button" @click=${() => void this.#act('retry', job)}>
          ${words.say('retryJob')} ${named}
        </button>
        <button
          type="button"
          class="button danger"
          @click=${() => {
            this.#move.forget()
            this._dropping = job
          }}
        >
          ${words.say('drop')} ${named}
        </button>
      </div>
    </li>`
  }

  #renderFailed(job: FailedJob) {
    const { words } = this.#desk
    return html`<li class="line">
      <div class="facts">
        <p dir="ltr"><strong>${job.task}</strong></p>
        <p class="small" dir="ltr">${job.error}</p>
        <p class="hint">${formatMoment(words, job.failedAt)}</p>
      </div>
      ${
        job.retriedAt === null
          ? html`<button type="button" class="button" @click=${() => void this.#retryFailed(job)}>
              ${words.say('retryJob')} <span class="visually-hidden">${job.task}</span>
            </button>`
          : html`<span class="hint">${words.say('retried')}</span>`
      }
    </li>`
  }

  #renderDropping(job: FailingJob) {
    const { words } = this.#desk
    return renderConfirm({
      words,
      heading: words.say('dropTitle'),
      text: words.say('dropText'),
      action: words.say('drop'),
      busy: this.#move.isBusy,
      problem: this.#move.problem,
      onLeave: () => (this._dropping = undefined),
      onConfirm: () => void this.#act('drop', job),
    })
  }
}
