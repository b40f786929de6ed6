import { css, html, nothing } from 'lit'
import { Speech } from '../../app/area-words.ts'
import { asyncStyle, renderAsync, renderDenied, renderProblem } from '../../app/async.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { TenantController } from '../../app/tenant/tenant-controller.ts'
import { TenantList, type Page } from '../../app/tenant/tenant-query.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatMoment } from '../dashboard-words.ts'
import { segmentsStyle } from '../segments-style.ts'
import type { SiteApp } from '../site-app.ts'
import { requestWords, type RequestMessage } from './request-words.ts'

/** As `GET /v1/sites/{site}/requests` lists it. */
interface LoggedRequest {
  readonly id: string
  readonly at: string
  readonly method: string
  readonly route: string
  readonly origin: string | null
  readonly status: number
  readonly reason: string | null
  readonly requestId: string
}

/** The first that fits says why. */
const whys: readonly (readonly [fits: (request: LoggedRequest) => boolean, message: RequestMessage])[] = [
  [isOfOrigin, 'whyOrigin'],
  [({ status }) => status === 401, 'whyKey'],
  [({ status }) => status === 403, 'whyDenied'],
  [({ status }) => status === 429, 'whyLimit'],
  [({ status }) => status === 400 || status === 422, 'whyInput'],
  [({ status }) => status === 404, 'whyUnknown'],
  [({ status }) => status === 409 || status === 412, 'whyConflict'],
  [({ status }) => status >= 500, 'whyOurs'],
]

function isOfOrigin({ reason, status, origin }: LoggedRequest): boolean {
  return status >= 400 && origin !== null && (reason ?? '').endsWith('.foreign_origin')
}

/**
 * @summary What was asked of a site, and why something was refused.
 * @element dm-requests
 */
export class DmRequests extends DmElement {
  static override properties = { app: { attribute: false }, _isRefused: { state: true }, _problem: { state: true } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    segmentsStyle,
    css`
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
        min-inline-size: 0;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
        align-items: end;
        justify-content: space-between;
      }
      .request {
        display: grid;
        gap: 4px;
        padding: 14px 20px;
        overflow-wrap: anywhere;
      }
      .more {
        justify-self: center;
      }
      @media (max-width: 560px) {
        .request {
          padding-inline: 16px;
        }
      }
    `,
  ]

  declare app: SiteApp
  declare _isRefused: boolean
  declare _problem: unknown
  readonly #tenant = new TenantController(this)
  readonly #speech = new Speech<RequestMessage>(this, requestWords, () => this.app.words.locale)
  readonly #requests = new TenantList<LoggedRequest>(this, {
    of: 'site',
    tenant: this.#tenant,
    cache: () => this.app.cache,
    name: () => (this.#tenant.can('requests:read') ? `requests ${this._isRefused}` : undefined),
    ask: ({ slug }, cursor, signal) =>
      this.app.api.get<Page<LoggedRequest>>(`/v1/sites/${slug}/requests`, {
        query: { refused: this._isRefused || undefined, cursor },
        signal,
      }),
    tags: ['requests'],
  })

  constructor() {
    super()
    this._isRefused = true
  }

  override render() {
    const { words } = this.#speech
    if (!this.#tenant.can('requests:read')) return renderDenied(words)
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say('requestLog')}</h1>
          <p>${words.say('requestHint')}</p>
        </div>
      </div>
      ${this.#renderTools()} ${renderProblem(words, this._problem)}
      ${renderAsync({
        words,
        resource: this.#requests,
        ready: ({ data, nextCursor }) =>
          html`<ul class="rows card">
              ${data.map((request) => this.#renderRequest(request))}
            </ul>
            ${nextCursor ? this.#renderMore() : nothing}`,
        empty: ({ data }) =>
          data.length > 0
            ? undefined
            : {
                icon: this._isRefused ? 'check' : 'list',
                title: words.say(this._isRefused ? 'noRefused' : 'noRequests'),
                text: words.say(this._isRefused ? 'noRefusedText' : 'noRequestsText'),
              },
      })}
    </div>`
  }

  #renderTools() {
    const { words } = this.#speech
    const choice = (isRefused: boolean, message: RequestMessage) =>
      html`<label
        ><input
          type="radio"
          name="shown"
          .checked=${this._isRefused === isRefused}
          @change=${() => (this._isRefused = isRefused)}
        />${words.say(message)}</label
      >`
    return html`<div class="tools">
      <fieldset>
        <legend class="visually-hidden">${words.say('shown')}</legend>
        <div class="segments">${choice(true, 'onlyRefused')} ${choice(false, 'all')}</div>
      </fieldset>
      <button type="button" class="button" @click=${() => void this.#requests.load()}>
        ${renderIcon('refresh', 18)}${words.say('refresh')}
      </button>
    </div>`
  }

  #renderMore() {
    const list = this.#requests
    return html`<button
      type="button"
      class="button more"
      aria-disabled=${list.isGoingOn}
      @click=${() => void list.more().catch((problem: unknown) => (this._problem = problem))}
    >
      ${this.#speech.words.say(list.isGoingOn ? 'loading' : 'showMore')}
    </button>`
  }

  #renderRequest(request: LoggedRequest) {
    const { words } = this.#speech
    const { at, method, origin, reason, requestId, route, status } = request
    const isRefused = status >= 400
    const why = whys.find(([fits]) => fits(request))?.[1] ?? 'whyOther'
    return html`<li class="request">
      <p class="row">
        <span class="badge ${isRefused ? 'bad' : 'good'}">${status}</span>
        <code dir="ltr">${method} ${route}</code>
      </p>
      ${isRefused ? html`<p>${words.say(why)}</p>` : nothing}
      <p class="row hint">
        ${origin === null ? nothing : html`<span>${words.say('from')} <bdi>${origin}</bdi></span>`}
        <time datetime=${at}>${formatMoment(words, at)}</time>
        ${reason === null ? nothing : html`<code dir="ltr">${reason}</code>`}
        ${isRefused ? html`<span>${words.say('reference')} <code dir="ltr">${requestId}</code></span>` : nothing}
      </p>
      ${
        isOfOrigin(request) && this.#tenant.can('domains:read')
          ? html`<p><a href=${`/sites/${this.app.site.slug}/domains`}>${words.say('verifyDomain')}</a></p>`
          : nothing
      }
    </li>`
  }
}
