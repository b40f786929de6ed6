/** How a person wants to be told, and when a mail may reach them. */
import { Temporal } from 'temporal-polyfill'
import type { Database } from '../db/database.ts'
import { categories, type NotificationCategory } from './notification-type.ts'
import { findPreferences, putPreferences } from './queries.ts'

export interface Channels {
  readonly app: boolean
  readonly mail: boolean
}

export type Matrix = Readonly<Record<NotificationCategory, Channels>>

export interface Timing {
  /** Mails are gathered and come at eight in the morning, of a week on Monday. */
  readonly digest: 'off' | 'daily' | 'weekly'
  /** `HH:MM` in the zone; null for no quiet hours. */
  readonly quietFrom: string | null
  readonly quietTo: string | null
  /** IANA. */
  readonly zone: string
}

export interface Preferences extends Timing {
  readonly channels: Matrix
  /** BCP 47. */
  readonly locale: string
}

/** What is locked is always told by every channel. */
export const lockedCategories: readonly NotificationCategory[] = ['security']

const defaults: Matrix = {
  security: { app: true, mail: true },
  site: { app: true, mail: true },
  work: { app: true, mail: false },
}

export function toMatrix(chosen: Partial<Matrix> | null): Matrix {
  const rows = categories.map((category) => {
    const isOpen = !lockedCategories.includes(category)
    return [category, { ...defaults[category], ...(isOpen ? chosen?.[category] : {}) }] as const
  })
  return Object.fromEntries(rows) as Matrix // one of each
}

const untold: Preferences = {
  channels: toMatrix(null),
  digest: 'off',
  quietFrom: null,
  quietTo: null,
  zone: 'UTC',
  locale: 'en',
}

export function getPreferences(db: Database, userId: string): Promise<Preferences> {
  return db.user(userId, async (tx) => {
    const row = await tx.row<Preferences>(findPreferences, [userId])
    return row ? { ...row, channels: toMatrix(row.channels) } : untold
  })
}

export type PreferencesPatch = Partial<Omit<Preferences, 'channels'>> & { readonly channels?: Partial<Matrix> }

export interface PreferencesChange {
  readonly userId: string
  readonly patch: PreferencesPatch
  readonly now: Date
}

export async function changePreferences(db: Database, { userId, patch, now }: PreferencesChange): Promise<Preferences> {
  const before = await getPreferences(db, userId)
  const channels = toMatrix({ ...before.channels, ...patch.channels })
  const { digest, quietFrom, quietTo, zone, locale }: Preferences = { ...before, ...patch, channels }
  const quiet = quietFrom === null || quietTo === null ? [null, null] : [quietFrom, quietTo]
  const values = [userId, channels, digest, ...quiet, zone, locale, now]
  await db.user(userId, (tx) => tx.run(putPreferences, values))
  return getPreferences(db, userId)
}

/** When a mail may come; undefined for at once. Alarms keep no hours. */
export function mailDueAt(now: Date, { digest, quietFrom, quietTo, zone }: Timing): Date | undefined {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone)
  if (digest !== 'off') return nextAt(local, '08:00', digest === 'weekly')
  if (quietFrom === null || quietTo === null) return undefined
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  const isQuiet = quietFrom <= quietTo ? quietFrom <= time && time < quietTo : quietFrom <= time || time < quietTo
  return isQuiet ? nextAt(local, quietTo, false) : undefined
}

/** A time that a day skips comes as soon as it can. */
function nextAt(local: Temporal.ZonedDateTime, time: string, onMonday: boolean): Date {
  for (let days = 0; ; days++) {
    const at = local.toPlainDate().add({ days }).toZonedDateTime({ timeZone: local.timeZoneId, plainTime: time })
    if (Temporal.ZonedDateTime.compare(at, local) > 0 && (!onMonday || at.dayOfWeek === 1))
      return new Date(at.epochMilliseconds)
  }
}
