/** Booking's records as the API answers them, and how the screens ask for them. */
import type { RecordOf } from '@dramac/contract/manifest'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import type { BookingManifest } from '../../manifest.ts'
import type { DateOverrides, WeeklyHours } from '../../contract.ts'

export type ServiceRecord = RecordOf<BookingManifest, 'service'>
export type PersonRecord = RecordOf<BookingManifest, 'resource'>
export type BookingRecord = RecordOf<BookingManifest, 'booking'>
export type GivingRecord = RecordOf<BookingManifest, 'service_resource'>
export type TimeOffRecord = RecordOf<BookingManifest, 'time_off'>
export interface ScheduleRecord {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly zone: string
  readonly weeklyHours: WeeklyHours
  readonly dateOverrides: DateOverrides
}

interface Records {
  services: ServiceRecord
  resources: PersonRecord
  bookings: BookingRecord
  schedules: ScheduleRecord
  'service-resources': GivingRecord
  'time-offs': TimeOffRecord
}
export type Plural = keyof Records

const pageSize = '100'

/** Every page of a list. */
export async function listAll<P extends Plural>(
  client: ScreenClient,
  plural: P,
  { query = {}, signal }: { query?: Readonly<Record<string, string>>; signal?: AbortSignal } = {},
): Promise<Records[P][]> {
  const rows: Records[P][] = []
  let cursor: string | null = null
  do {
    const asked: Record<string, string> = { ...query, limit: pageSize, ...(cursor === null ? {} : { cursor }) }
    const page: { data: Records[P][]; nextCursor: string | null } = await client.list<Records[P]>(plural, asked, signal)
    rows.push(...page.data)
    cursor = page.nextCursor
  } while (cursor !== null)
  return rows
}

/** Where a screen keeps what it shows: a session may see several sites. */
export const keyOf = ({ site }: ScreenClient, ...parts: readonly string[]): string =>
  ['booking', site.id, ...parts].join('/')

/** What a write to these makes old. */
export const tagsOf = (...plurals: readonly Plural[]): string[] => plurals.map((plural) => `booking/${plural}`)

/** Everything shown of these is asked for again. */
export function invalidate({ cache }: ScreenClient, ...plurals: readonly Plural[]): void {
  for (const tag of tagsOf(...plurals)) cache.invalidate(tag)
}
