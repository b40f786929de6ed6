/** The rows of a site in memory, with the versions, transitions and refusals that the contract promises. */
import type { ScreenQuery } from '@dramac/components/app/screen-client'
import { DmError } from '@dramac/contract/wire/errors'
import type { Agenda } from '../../../contract.ts'
import type { Plural } from '../records.ts'

export type Row = Record<string, unknown> & { id: string; version: number }
export type Rows = Record<Plural, Row[]>

const transitions: Readonly<Record<string, readonly [from: readonly string[], to: string]>> = {
  confirm: [['pending'], 'confirmed'],
  cancel: [['pending', 'confirmed'], 'cancelled'],
  complete: [['confirmed'], 'completed'],
  no_show: [['confirmed'], 'no_show'],
  reopen: [['completed', 'no_show'], 'confirmed'],
}

/** Plural to the rows that keep one of it from being deleted. */
const referring: Partial<Record<Plural, readonly [plural: Plural, field: string]>> = {
  services: ['bookings', 'serviceId'],
  schedules: ['resources', 'scheduleId'],
}

const tableOf = (rows: Rows, plural: string): Row[] => rows[plural as Plural] // a name that is none fails the test
const change = (row: Row, patch: object): Row => Object.assign(row, patch, { version: row.version + 1 })

export function getRow(rows: Rows, plural: string, id: string): Row {
  const row = tableOf(rows, plural).find((one) => one.id === id)
  if (!row) throw new DmError('NOT_FOUND', `booking.${plural}_unknown`, { requestId: 'req-404' })
  return row
}

export function listRows(rows: Rows, plural: string, query: ScreenQuery = {}) {
  const { sort, limit = '20', cursor = '0', ...filters } = query
  const fits = (row: Row) => Object.entries(filters).every(([name, value]) => row[name] === value)
  const found = tableOf(rows, plural).filter(fits)
  if (sort) found.sort((a, b) => (a[sort]! < b[sort]! ? -1 : a[sort]! > b[sort]! ? 1 : 0))
  const end = Number(cursor) + Number(limit)
  return { data: found.slice(Number(cursor), end), nextCursor: end < found.length ? String(end) : null }
}

export function createRow(rows: Rows, plural: string, body: object): Row {
  const table = tableOf(rows, plural)
  const row: Row = { ...body, id: crypto.randomUUID(), version: 1 }
  const isTaken = row['slug'] !== undefined && table.some((one) => one['slug'] === row['slug'])
  if (isTaken) throw new DmError('CONFLICT', 'core.already_exists', { requestId: 'req-409' })
  table.push(row)
  return row
}

export interface RowChange {
  readonly plural: string
  readonly id: string
  readonly patch: object
  /** Absent: whatever there is. */
  readonly version?: number
}

export function updateRow(rows: Rows, { plural, id, patch, version }: RowChange): Row {
  const row = getRow(rows, plural, id)
  if (version !== undefined && row.version !== version)
    throw new DmError('PRECONDITION_FAILED', 'core.version_changed', { current: row.version })
  return change(row, patch)
}

export function removeRow(rows: Rows, plural: string, id: string): void {
  const [other, field] = referring[plural as Plural] ?? []
  if (other && field && rows[other].some((row) => row[field] === id))
    throw new DmError('CONFLICT', 'core.still_referred_to')
  const table = tableOf(rows, plural)
  table.splice(table.indexOf(getRow(rows, plural, id)), 1)
}

export function moveState(rows: Rows, id: string, name: string, body: object): Row {
  const row = getRow(rows, 'bookings', id)
  const [from, to] = transitions[name]!
  if (!from.includes(String(row['state'])))
    throw new DmError('CONFLICT', 'booking.transition_refused', { state: row['state'] })
  return change(row, { state: to, ...('reason' in body ? { cancelReason: body.reason } : {}) })
}

/** The action `move`: as long as before, at another time and perhaps with somebody else. */
export function moveTime(rows: Rows, body: unknown): Row {
  const { id, startsAt, resource } = body as { id: string; startsAt: string; resource?: string } // the action's input
  const row = getRow(rows, 'bookings', id)
  const lengthMs = Date.parse(String(row['endsAt'])) - Date.parse(String(row['startsAt']))
  const endsAt = new Date(Date.parse(startsAt) + lengthMs).toISOString()
  return change(row, { startsAt, endsAt, ...(resource ? { resourceId: resource } : {}) })
}

export function showAgenda({ services, resources, bookings }: Rows, { from, to }: ScreenQuery): Agenda {
  const names = new Map(services.map(({ id, name }) => [id, name]))
  const shown = bookings
    .filter((row) => String(row['startsAt']) >= from! && String(row['startsAt']) < to!)
    .map((row) => ({ ...row, serviceName: names.get(String(row['serviceId'])) }))
  return { resources, bookings: shown } as unknown as Agenda // rows hold what the contract names
}
