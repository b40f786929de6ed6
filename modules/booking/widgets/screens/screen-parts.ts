/** Pieces that the staff's screens share: their states, badges, and words for what went wrong. */
import { html, nothing, type TemplateResult } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import type { Appointment } from '../../contract.ts'
import type { Remote } from './remote.ts'
import type { ScreenMessage, ScreenWords } from './screen-words.ts'

export type BookingState = Appointment['state']

const stateWords: Readonly<Record<BookingState, ScreenMessage>> = {
  held: 'stateHeld',
  pending: 'statePending',
  confirmed: 'stateConfirmed',
  completed: 'stateCompleted',
  no_show: 'stateNoShow',
  cancelled: 'stateCancelled',
  expired: 'stateExpired',
}

export const renderBadge = (words: ScreenWords, state: BookingState): TemplateResult =>
  html`<span class="badge ${state}">${words.say(stateWords[state])}</span>`

const byReason: Readonly<Record<string, ScreenMessage>> = {
  'booking.slot_taken': 'problemTaken',
  'booking.not_changeable': 'problemState',
  'booking.transition_refused': 'problemState',
  'booking.in_past': 'problemPast',
  'core.version_changed': 'problemVersion',
  'core.already_exists': 'problemExists',
  'core.still_referred_to': 'problemReferred',
}
const byCode: Readonly<Record<string, ScreenMessage>> = {
  NETWORK_ERROR: 'problemOffline',
  TIMEOUT: 'problemOffline',
  RATE_LIMITED: 'problemTooMany',
  FORBIDDEN: 'problemDenied',
  VALIDATION_ERROR: 'problemInput',
  PRECONDITION_FAILED: 'problemVersion',
  NOT_FOUND: 'problemGone',
}

const find = (table: Readonly<Record<string, ScreenMessage>>, key: string): ScreenMessage | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** What went wrong, in a sentence that says what to do. */
export function explainTo(words: ScreenWords, problem: unknown): string {
  if (!isDmError(problem)) return words.say('problemOther')
  return words.say(find(byReason, problem.reason) ?? find(byCode, problem.code) ?? 'problemOther')
}

/** What support needs to find it in the log. */
function referenceOf(problem: unknown): string | undefined {
  const reference = isDmError(problem) ? problem.facts['requestId'] : undefined
  return typeof reference === 'string' && reference !== '' ? reference : undefined
}

export const isOutdated = (problem: unknown): boolean => isDmError(problem) && problem.code === 'PRECONDITION_FAILED'
export const isReferred = (problem: unknown): boolean =>
  isDmError(problem) && problem.reason === 'core.still_referred_to'

/** Paths of the fields that the server refused, such as `/slug`. */
export function refusedFields(problem: unknown): readonly string[] {
  if (!isDmError(problem)) return []
  return (problem.facts.errors ?? []).map(({ path }) => path)
}

export function renderProblem(words: ScreenWords, problem: unknown, onRetry?: () => void): TemplateResult {
  const reference = referenceOf(problem)
  return html`<div class="notice bad" role="alert">
    <p>${explainTo(words, problem)}</p>
    ${reference ? html`<p class="small quiet">${words.say('reference')} <code dir="ltr">${reference}</code></p>` : nothing}
    ${onRetry ? html`<button type="button" class="button" @click=${onRetry}>${words.say('retry')}</button>` : nothing}
  </div>`
}

/** For who may not see a screen at all. */
export function renderDenied(words: ScreenWords): TemplateResult {
  return html`<div class="empty card">
    <h2>${words.say('deniedTitle')}</h2>
    <p class="quiet">${words.say('deniedText')}</p>
  </div>`
}

export interface Emptiness {
  readonly title: string
  readonly text: string
  readonly action?: { readonly label: string; run(): void } | undefined
}

export function renderEmpty({ title, text, action }: Emptiness): TemplateResult {
  return html`<div class="empty card">
    <h2>${title}</h2>
    <p class="quiet">${text}</p>
    ${action ? html`<button type="button" class="button primary" @click=${() => action.run()}>${action.label}</button>` : nothing}
  </div>`
}

/** Nothing at first, then a placeholder; the data as soon and as long as there is some. */
export function renderRemote<T>(words: ScreenWords, remote: Remote<T>, ready: (data: T) => unknown): unknown {
  const retry = () => void remote.load()
  if (remote.data !== undefined) {
    const stale =
      remote.problem === undefined
        ? nothing
        : html`<p class="stale small" role="status">
            ${words.say('stale')}
            <button type="button" class="button plain" @click=${retry}>${words.say('retry')}</button>
          </p>`
    return html`${stale}${ready(remote.data)}`
  }
  if (remote.problem !== undefined) return renderProblem(words, remote.problem, retry)
  if (!remote.isSlow) return html`<div class="placeholder"></div>`
  return html`<div class="stack placeholder" role="status" aria-label=${words.say('loading')}>
    ${[1, 2, 3].map(() => html`<div class="skeleton">&nbsp;</div>`)}
  </div>`
}

/** Points back or forward; mirrored in right-to-left text by the style. */
export const renderArrow = (direction: 'back' | 'on' | 'up' | 'down'): TemplateResult => {
  const paths = { back: 'M12 4 6 10l6 6', on: 'M8 4l6 6-6 6', up: 'M4 13l6-6 6 6', down: 'M4 7l6 6 6-6' }
  return html`<svg
    class="icon ${direction}"
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d=${paths[direction]} />
  </svg>`
}

/** Two letters of a name on the person's colour. */
export function renderAvatar(name: string, color: string | null): TemplateResult {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('')
  return html`<span class="avatar" aria-hidden="true" .style=${color ? `--_person:${color}` : ''}>${initials}</span>`
}
