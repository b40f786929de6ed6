/** Gathers what the slot engine needs to know of one service: its rules, its people, their hours and their time. */
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '@dramac/core/db/tx'
import type { DateOverrides, WeeklyHours } from '../contract.ts'
import { allocations, records, type Resource, type Schedule, type Service } from './records.ts'
import type { Person } from './slots/compute-slots.ts'

export interface Offer {
  readonly service: Service
  /** Who gives the service, in their order. */
  readonly resources: readonly Resource[]
  readonly people: readonly Person[]
}

export interface OfferQuery {
  /** Id or slug. */
  readonly service: string
  /** Id or slug; absent: any person. */
  readonly resource?: string | undefined
  readonly from: Date
  readonly to: Date
  /** A booking that stands already: its claim does not count, and its service may be one that is given no more. */
  readonly booking?: { readonly id: string } | undefined
  /** The visitor's own hold, which would be given up: its claim does not count while it is only held. */
  readonly hold?: string | undefined
}

const byPosition = { field: 'position', descending: false } as const
const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
/** A claim's buffers reach at most this far out of its own time. */
const widestBufferMs = 8 * 3_600_000

/** By id or slug; throws NOT_FOUND `booking.service_unknown`. */
async function findService(tx: TenantTx, service: string): Promise<Service> {
  const where = isUuid(service) ? { id: service } : { slug: service }
  const [found] = await records.list(tx, 'service', { where, order: byPosition, limit: 1 })
  if (!found) throw new DmError('NOT_FOUND', 'booking.service_unknown')
  return found
}

/** One that visitors can book. */
export async function findActiveService(tx: TenantTx, service: string): Promise<Service> {
  const found = await findService(tx, service)
  if (!found.active) throw new DmError('NOT_FOUND', 'booking.service_unknown')
  return found
}

export async function loadOffer(
  tx: TenantTx,
  { service: name, resource, from, to, booking, hold }: OfferQuery,
): Promise<Offer> {
  const service = await (booking ? findService : findActiveService)(tx, name)
  const resources = await listResources(tx, service, resource)
  const ids = resources.map((one) => one.id)
  const [schedules, timeOff, busy] = await Promise.all([
    loadSchedules(tx, resources),
    loadTimeOff(tx, ids, { from, to }),
    allocations.listBusy(tx, ids, new Date(from.getTime() - widestBufferMs), new Date(to.getTime() + widestBufferMs)),
  ])
  const counted = busy.filter(({ holderId, isHold }) => holderId !== booking?.id && !(isHold && holderId === hold))
  const claims = Map.groupBy(counted, (claim) => claim.resourceId)
  const people = resources.map((one): Person => {
    const schedule = schedules.get(one.scheduleId)!
    return {
      id: one.id,
      zone: schedule.zone,
      weeklyHours: schedule.weeklyHours as unknown as WeeklyHours, // held to this shape by the manifest's schema
      dateOverrides: schedule.dateOverrides as unknown as DateOverrides, // likewise
      claims: (claims.get(one.id) ?? []).map((claim) => [claim.startMs, claim.endMs] as const),
      busy: timeOff
        .filter((range) => range.resourceId === one.id)
        .map((range) => [range.startMs, range.endMs] as const),
    }
  })
  return { service, resources, people }
}

async function listResources(tx: TenantTx, service: Service, wanted: string | undefined): Promise<Resource[]> {
  const [links, resources] = await Promise.all([
    records.list(tx, 'service_resource', {
      where: { serviceId: service.id },
      order: { field: 'createdAt', descending: false },
      limit: 500,
    }),
    records.list(tx, 'resource', { where: { active: true }, order: byPosition, limit: 500 }),
  ])
  const giving = new Set(links.map((link) => link.resourceId))
  const able = resources.filter((one) => giving.has(one.id))
  if (wanted === undefined) return able
  const chosen = able.filter((one) => one.id === wanted || one.slug === wanted)
  if (chosen.length === 0) throw new DmError('NOT_FOUND', 'booking.resource_unknown')
  return chosen
}

async function loadSchedules(tx: TenantTx, resources: readonly Resource[]): Promise<Map<string, Schedule>> {
  const ids = [...new Set(resources.map((one) => one.scheduleId))]
  const schedules = await Promise.all(ids.map((id) => records.get(tx, 'schedule', id)))
  return new Map(schedules.map((schedule) => [schedule.id, schedule]))
}

/** What ends after the window opens, soonest first: only what begins before it closes counts. */
async function loadTimeOff(tx: TenantTx, resourceIds: readonly string[], { from, to }: { from: Date; to: Date }) {
  const rows = await records.list(tx, 'time_off', {
    where: { resourceId: resourceIds },
    between: { field: 'endsAt', from: from.toISOString(), to: '9999-01-01T00:00:00.000Z' },
    order: { field: 'endsAt', descending: false },
    limit: 5000,
  })
  return rows
    .filter((row) => Date.parse(row.startsAt) < to.getTime())
    .map((row) => ({ resourceId: row.resourceId, startMs: Date.parse(row.startsAt), endMs: Date.parse(row.endsAt) }))
}
