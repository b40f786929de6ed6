/** Calendar days as `YYYY-MM-DD` and months as `YYYY-MM`, without zones; clocks and names by Intl. */

const dayMs = 86_400_000

export const monthOf = (date: string): string => date.slice(0, 7)

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

export function addMonths(month: string, months: number): string {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, number! - 1 + months, 1)).toISOString().slice(0, 7)
}

export const firstDay = (month: string): string => `${month}-01`
export const lastDay = (month: string): string => addDays(firstDay(addMonths(month, 1)), -1)

/** The date that a moment falls on in a zone. */
export function dateIn(zone: string, moment: Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
  }).formatToParts(moment)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

/** Weeks of a month, starting at the locale's first weekday; days of other months are undefined. */
export function weeksOf(month: string, firstWeekday: number): (string | undefined)[][] {
  const first = firstDay(month)
  const lead = (weekdayOf(first) - firstWeekday + 7) % 7
  const days: (string | undefined)[] = Array.from({ length: lead }, () => undefined)
  for (let date = first; monthOf(date) === month; date = addDays(date, 1)) days.push(date)
  while (days.length % 7 !== 0) days.push(undefined)
  return Array.from({ length: days.length / 7 }, (_, index) => days.slice(index * 7, index * 7 + 7))
}

/** 1 is Monday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7

interface WeekInfo {
  readonly firstDay: number
}

/** 1 is Monday; Monday where the browser does not know. */
export function firstWeekday(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?(): WeekInfo; weekInfo?: WeekInfo } // newer than the types
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1
}

const utcDate = (date: string): Date => new Date(`${date}T12:00:00Z`)

export const formatDay = (
  date: string,
  locale: string,
  options: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' },
): string => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(utcDate(date))

export const formatMonth = (month: string, locale: string): string =>
  formatDay(firstDay(month), locale, { month: 'long', year: 'numeric' })

export type Clock = 'auto' | '12' | '24'

export interface Reading {
  readonly locale: string
  readonly zone: string
  /** `auto`: as the language is used to. */
  readonly clock: Clock
}

function clockFormat({ locale, zone, clock }: Reading, more: Intl.DateTimeFormatOptions = {}): Intl.DateTimeFormat {
  const hours: Intl.DateTimeFormatOptions =
    clock === 'auto' ? {} : clock === '12' ? { hourCycle: 'h12' } : { hourCycle: 'h23' }
  const hour = clock === '24' ? '2-digit' : 'numeric'
  return new Intl.DateTimeFormat(locale, { timeZone: zone, hour, minute: '2-digit', ...hours, ...more })
}

export const formatTime = (moment: string, reading: Reading): string => clockFormat(reading).format(new Date(moment))

/** From start to end: `5:00 – 5:45 PM`. */
export const formatTimes = (
  { startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string },
  reading: Reading,
): string => clockFormat(reading).formatRange(new Date(startsAt), new Date(endsAt))

export const formatMoment = (moment: string, reading: Reading): string =>
  clockFormat(reading, { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(moment))

/** Hour of the day in a zone, 0 to 23. */
export const hourIn = (zone: string, moment: string): number =>
  Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(new Date(moment)),
  )

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

export function listZones(including: readonly string[]): string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return [...new Set([...known, 'UTC', ...including])].toSorted()
}
