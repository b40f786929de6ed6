/** One range of hours as two time inputs, and what is to be known of it in words. */
import { css, html, nothing, type TemplateResult } from 'lit'
import { renderIcon } from '@dramac/components/app/icons'
import { valueOf } from '@dramac/components/ui/input-value'
import type { ScreenWords } from './screen-words.ts'
import { endsNextDay, type Range, type RangeProblem } from './week-hours.ts'

export const rangeStyle = css`
  .range {
    display: grid;
    grid-template-columns: minmax(0, 8rem) auto minmax(0, 8rem) 44px;
    /* The dash keeps its own width. */
    justify-content: start;
    align-items: center;
    gap: 8px;
  }
  .range .input {
    padding-inline: 0.6em;
  }
  .range .words {
    grid-column: 1 / -1;
  }
  /* The picker opens from the field as well; the digits need the room. */
  @container (max-width: 380px) {
    .range ::-webkit-calendar-picker-indicator {
      display: none;
    }
  }
`

export interface RangeFields {
  readonly words: ScreenWords
  /** Whose range it is: a weekday or a date. */
  readonly name: string
  readonly range: Range
  readonly editable: boolean
  readonly problem?: RangeProblem | undefined
  onChange(range: Range): void
  onRemove(): void
}

export function renderRange({
  words,
  name,
  range,
  editable,
  problem,
  onChange,
  onRemove,
}: RangeFields): TemplateResult {
  const field = (edge: 'from' | 'to') =>
    html`<input
      class="input"
      type="time"
      aria-label=${words.say(edge === 'from' ? 'opensOf' : 'closesOf', { day: name })}
      aria-invalid=${problem !== undefined}
      ?disabled=${!editable}
      .value=${toInput(range[edge])}
      @change=${(event: Event) => onChange({ ...range, [edge]: toClock(valueOf(event), edge) })}
    />`
  const remark =
    range.from !== '' && range.from === range.to
      ? words.say('wholeDay')
      : range.from === '00:00' && range.to === '24:00'
        ? words.say('wholeDay')
        : range.to === '24:00'
          ? words.say('untilMidnight')
          : endsNextDay(range)
            ? words.say('endsNextDay', { time: range.to })
            : undefined
  return html`<div class="range">
    ${field('from')}<span class="quiet" aria-hidden="true">–</span>${field('to')}
    ${
      editable
        ? html`<button
            type="button"
            class="button plain icon-button"
            aria-label=${words.say('removeHoursOf', { day: name, from: range.from, to: range.to })}
            @click=${onRemove}
          >
            ${renderIcon('close', 18)}
          </button>`
        : nothing
    }
    ${remark ? html`<span class="small quiet words">${remark}</span>` : nothing}
    ${problem ? html`<span class="small error words" role="alert">${words.say(problem === 'missing' ? 'rangeMissing' : 'rangeOverlap')}</span>` : nothing}
  </div>`
}

// A time input knows no 24:00: midnight as an end is the end of the day.
const toInput = (clock: string): string => (clock === '24:00' ? '00:00' : clock)
const toClock = (value: string, edge: 'from' | 'to'): string => (edge === 'to' && value === '00:00' ? '24:00' : value)
