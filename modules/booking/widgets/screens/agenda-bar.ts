/** The agenda's heading and how to get from day to day. */
import { html, nothing, type TemplateResult } from 'lit'
import { renderIcon } from '@dramac/components/app/icons'
import { valueOf } from '@dramac/components/ui/input-value'
import { addDays, formatDay } from '../dates.ts'
import type { ScreenMessage, ScreenWords } from './screen-words.ts'

export type Mode = 'day' | 'week'
export const daysOf: Readonly<Record<Mode, number>> = { day: 1, week: 7 }

export interface AgendaBar {
  readonly words: ScreenWords
  /** First day shown. */
  readonly date: string
  readonly today: string
  readonly mode: Mode
  onShow(date: string, mode: Mode): void
}

export function renderBar(bar: AgendaBar): TemplateResult {
  const { words, date, today, mode, onShow } = bar
  const isToday = date === today
  const step = (label: ScreenMessage, days: number) =>
    html`<button
      type="button"
      class="button icon-button"
      aria-label=${words.say(label)}
      @click=${() => onShow(addDays(date, days), mode)}
    >
      ${renderIcon(days < 0 ? 'back' : 'next')}
    </button>`
  return html`<div class="head">
    <h1 tabindex="-1" aria-live="polite">
      ${isToday && mode === 'day' ? html`<span class="quiet">${words.say('today')}</span> ` : nothing}${titleOf(bar)}
    </h1>
    <div class="row tools">
      <div class="row steps">
        ${step(mode === 'day' ? 'previousDay' : 'previousWeek', -daysOf[mode])}
        <button type="button" class="button" ?disabled=${isToday} @click=${() => onShow(today, mode)}>
          ${words.say('today')}
        </button>
        ${step(mode === 'day' ? 'nextDay' : 'nextWeek', daysOf[mode])}
      </div>
      <input
        class="input date"
        type="date"
        aria-label=${words.say('goToDay')}
        .value=${date}
        @change=${(event: Event) => onShow(valueOf(event), mode)}
      />
      <div class="segment" role="group" aria-label=${words.say('shown')}>
        ${(['day', 'week'] as const).map(
          (one) =>
            html`<button type="button" aria-pressed=${mode === one} @click=${() => onShow(date, one)}>
              ${words.say(one === 'day' ? 'oneDay' : 'sevenDays')}
            </button>`,
        )}
      </div>
    </div>
  </div>`
}

function titleOf({ words, date, mode }: AgendaBar): string {
  if (mode === 'day') return formatDay(date, words.locale)
  const short = (of: string) => formatDay(of, words.locale, { day: 'numeric', month: 'short' })
  return words.say('daysFromTo', { from: short(date), to: short(addDays(date, daysOf.week - 1)) })
}
