/**
 * A month of free times of twenty people who have ten thousand bookings between them: CPU time of the
 * engine alone, against the same month with a hundred bookings, which it should not feel.
 */
import { computeSlots, type Person, type ServiceRules } from '@dramac/booking/server/slots/compute-slots'
import { compareInRounds, type Measure } from './measure.ts'

export const name = 'slots'

const rounds = 15
const monthsPerRound = 5
const minuteMs = 60_000
const dayMs = 86_400_000
const firstDayMs = Date.UTC(2026, 9, 1)

const rules: ServiceRules = {
  durationMinutes: 30,
  stepMinutes: 15,
  bufferBeforeMinutes: 5,
  bufferAfterMinutes: 5,
  minNoticeMinutes: 60,
  horizonDays: 90,
  startGrid: 'clock',
  startOffsetMinutes: 0,
}

/** Twenty people of four zones; every booking is twenty minutes and lies somewhere in the month. */
function peopleWith(bookings: number): Person[] {
  const zones = ['Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Kolkata']
  return Array.from({ length: 20 }, (_, index) => ({
    id: `person-${index}`,
    zone: zones[index % zones.length]!,
    weeklyHours: [1, 2, 3, 4, 5, 6].flatMap((weekday) => [
      { weekday, from: '08:00', to: '12:00' },
      { weekday, from: '13:00', to: '18:00' },
    ]),
    dateOverrides: [],
    claims: Array.from({ length: bookings / 20 }, (_, booking) => {
      const startMs = firstDayMs + ((booking * 7919 * 20 + index * 37) % (31 * 1440)) * minuteMs
      return [startMs, startMs + 20 * minuteMs] as const
    }),
    busy: [[firstDayMs + index * dayMs, firstDayMs + (index + 1) * dayMs] as const],
  }))
}

/** CPU milliseconds of one month. */
function measureMonth(people: readonly Person[]): number {
  const before = process.cpuUsage()
  for (let month = 0; month < monthsPerRound; month++) {
    computeSlots({
      rules,
      people,
      now: new Date(firstDayMs),
      zone: 'Europe/Berlin',
      from: '2026-10-01',
      to: '2026-10-31',
    })
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / monthsPerRound
}

export async function run(): Promise<Measure[]> {
  const [many, few] = [peopleWith(10_000), peopleWith(100)]
  measureMonth(many)
  const { subject, ratio } = await compareInRounds({
    rounds,
    subject: () => Promise.resolve(measureMonth(many)),
    baseline: () => Promise.resolve(measureMonth(few)),
  })
  return [
    {
      name: 'slots month of 20 people, 10,000 bookings',
      value: subject,
      unit: 'ms CPU',
      ratio,
      baseline: '100 bookings',
    },
  ]
}
