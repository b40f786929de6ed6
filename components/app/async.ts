/** The states of a screen that waits for the server; the data is only one of them. */
import { css, html, nothing, type TemplateResult } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { explainProblem, isOutdated, referenceOf, type AppWords } from './problem-words.ts'
import type { Resource } from './resource.ts'
import { renderIcon } from './icons.ts'

export interface Empty {
  readonly icon: string
  readonly title: string
  readonly text: string
  readonly action?: unknown
}

export interface AsyncParts<T> {
  readonly words: AppWords
  readonly resource: Resource<T>
  ready(data: T): unknown
  /** What to say instead when there is nothing; undefined: the data is shown. */
  empty?(data: T): Empty | undefined
}

export function renderAsync<T>({ words, resource, ready, empty }: AsyncParts<T>): unknown {
  const { data, problem, isLoading } = resource
  const retry = () => void resource.load()
  if (data !== undefined) {
    const nothingThere = empty?.(data)
    return html`${problem === undefined ? nothing : renderStale(words, retry)}
    ${nothingThere ? renderEmpty(nothingThere) : ready(data)}`
  }
  if (isDmError(problem) && problem.code === 'FORBIDDEN') return renderDenied(words)
  if (problem !== undefined) return renderFailure(words, problem, retry, isLoading)
  return renderLoading(words)
}

/** Invisible for 200 ms: most answers are there before an eye would see a placeholder. */
export function renderLoading(words: AppWords): TemplateResult {
  return html`<div class="late stack" role="status" aria-label=${words.say('loading')}>
    ${[1, 2, 3].map(() => html`<div class="skeleton"></div>`)}
  </div>`
}

export function renderEmpty({ icon, title, text, action }: Empty): TemplateResult {
  return html`<div class="state card">
    <span class="state-icon">${renderIcon(icon, 24)}</span>
    <h2>${title}</h2>
    <p class="quiet">${text}</p>
    ${action ?? nothing}
  </div>`
}

export const renderDenied = (words: AppWords): TemplateResult =>
  renderEmpty({ icon: 'lock', title: words.say('deniedTitle'), text: words.say('deniedText') })

/** `isBusy`: the next try is under way. */
export function renderFailure(words: AppWords, problem: unknown, retry: () => void, isBusy = false): TemplateResult {
  const isOffline = isDmError(problem) && problem.code === 'NETWORK_ERROR'
  return html`<div class="state card" role="alert">
    <span class="state-icon">${renderIcon(isOffline ? 'offline' : 'alert', 24)}</span>
    <h2>${words.say(isOffline ? 'offlineTitle' : 'failedTitle')}</h2>
    <p class="quiet">${explainProblem(words, problem)}</p>
    <button type="button" class="button" aria-busy=${isBusy} @click=${retry}>
      ${words.say(isBusy ? 'loading' : 'retry')}
    </button>
    ${renderReference(words, problem)}
  </div>`
}

/** What can be done when somebody else was faster. */
export interface Resolve {
  /** Shows what the record is now, and gives up what was typed. */
  theirs(): void
  /** Writes what was typed over it. */
  mine(): void
}

/** Of an action that failed; the data beside it is still good. */
export function renderProblem(words: AppWords, problem: unknown, resolve?: Resolve): unknown {
  if (problem === undefined) return nothing
  return html`<div class="notice bad stack" role="alert">
    <p>${explainProblem(words, problem)}</p>
    ${
      resolve && isOutdated(problem)
        ? html`<p>${words.say('typedStays')}</p>
            <p class="row">
              <button type="button" class="button" @click=${() => resolve.theirs()}>${words.say('showTheirs')}</button>
              <button type="button" class="button" @click=${() => resolve.mine()}>${words.say('keepMine')}</button>
            </p>`
        : renderReference(words, problem)
    }
  </div>`
}

function renderReference(words: AppWords, problem: unknown): unknown {
  const reference = referenceOf(problem)
  return reference === undefined
    ? nothing
    : html`<p class="quiet small">${words.say('reference')} <code dir="ltr">${reference}</code></p>`
}

function renderStale(words: AppWords, retry: () => void): TemplateResult {
  return html`<p class="stale small" role="status">
    ${renderIcon('offline', 16)} ${words.say('stale')}
    <button type="button" class="button plain" @click=${retry}>${words.say('retry')}</button>
  </p>`
}

export const asyncStyle = css`
  .notice.stack {
    gap: 8px;
  }
  .late {
    animation: late 1ms 200ms both;
  }
  .late .skeleton {
    min-block-size: 4.5rem;
    border-radius: var(--_radius);
  }
  @keyframes late {
    from {
      visibility: hidden;
    }
  }
  .state {
    display: grid;
    gap: 8px;
    justify-items: center;
    text-align: center;
    padding: 48px 24px;
  }
  .state p {
    max-inline-size: 30rem;
    text-wrap: pretty;
  }
  .state .button {
    margin-block-start: 12px;
  }
  .state-icon {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  .stale {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_warn);
  }
`
