import { html, type TemplateResult } from 'lit'
import { addDays, addMonths, firstDay, firstWeekday, formatDay, lastDay, monthOf, weekdayOf, weeksOf } from './dates.ts'
import type { Words } from './words.ts'

export interface MonthGrid {
  readonly words: Words
  readonly month: string
  /** Days with a free time. */
  readonly free: ReadonlySet<string>
  readonly selected: string | undefined
  /** The day that Tab reaches; arrows move it. */
  readonly focused: string
  readonly today: string
  readonly loading: boolean
  onFocus(date: string): void
  onSelect(date: string): void
}

/** The grid of the ARIA date picker pattern: one tab stop, arrows by day and week, Page keys by month. */
export function renderMonth(grid: MonthGrid): TemplateResult {
  const { words, month } = grid
  const start = firstWeekday(words.locale)
  const weeks = weeksOf(month, start)
  const names = Array.from({ length: 7 }, (_, index) => addDays('2024-01-01', start - 1 + index))
  return html`
    <table
      role="grid"
      class="month ${grid.loading ? 'loading' : ''}"
      aria-busy=${grid.loading}
      aria-labelledby="month-name"
      @keydown=${(event: KeyboardEvent) => onKey(event, grid)}
    >
      <thead>
        <tr>
          ${names.map(
            (date) =>
              html`<th scope="col" abbr=${formatDay(date, words.locale, { weekday: 'long' })}>
                ${formatDay(date, words.locale, { weekday: 'short' })}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${weeks.map(
          (week) =>
            html`<tr>
              ${week.map((date) => renderDay(grid, date))}
            </tr>`,
        )}
      </tbody>
    </table>
  `
}

function renderDay(grid: MonthGrid, date: string | undefined): TemplateResult {
  if (date === undefined) return html`<td></td>`
  const { words, free, selected, focused, today } = grid
  const isFree = free.has(date)
  const name = formatDay(date, words.locale)
  return html`<td aria-selected=${date === selected}>
    <button
      type="button"
      class="day ${isFree ? 'free' : ''} ${date === selected ? 'selected' : ''}"
      data-date=${date}
      tabindex=${date === focused ? 0 : -1}
      aria-disabled=${!isFree}
      aria-current=${date === today ? 'date' : 'false'}
      aria-label=${words.say(isFree ? 'freeDay' : 'noFreeDay', { day: name })}
      @click=${() => (isFree ? grid.onSelect(date) : grid.onFocus(date))}
    >
      <span>${formatDay(date, words.locale, { day: 'numeric' })}</span>
    </button>
  </td>`
}

function onKey(event: KeyboardEvent, grid: MonthGrid): void {
  const { month, words } = grid
  // A screen reader may have put the focus on any day, not only on the one that Tab reaches.
  const focused = (event.target as HTMLElement).dataset['date'] ?? grid.focused
  const isRtl = getComputedStyle(event.currentTarget as Element).direction === 'rtl' // the table
  const forward = isRtl ? -1 : 1
  const intoWeek = (weekdayOf(focused) - firstWeekday(words.locale) + 7) % 7
  const moves: Record<string, () => string> = {
    ArrowRight: () => addDays(focused, forward),
    ArrowLeft: () => addDays(focused, -forward),
    ArrowDown: () => addDays(focused, 7),
    ArrowUp: () => addDays(focused, -7),
    Home: () => addDays(focused, -intoWeek),
    End: () => addDays(focused, 6 - intoWeek),
    PageDown: () => sameDay(focused, addMonths(month, 1)),
    PageUp: () => sameDay(focused, addMonths(month, -1)),
  }
  const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined
  if (!move) return
  event.preventDefault()
  grid.onFocus(move())
}

/** The same day of another month, or its last one. */
function sameDay(date: string, month: string): string {
  const wanted = `${month}-${date.slice(8)}`
  const last = lastDay(month)
  return wanted <= last && monthOf(wanted) === month ? wanted : firstDay(month) > wanted ? firstDay(month) : last
}
