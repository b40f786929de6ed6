/** Creating, changing and deleting a module's records by hand: the same event and audit row as from any other door. */
import type { Manifest } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { offsetAt } from '../kernels/schedule/zones.ts'
import { openRecords } from './records.ts'

export interface RecordTarget {
  readonly manifest: Manifest
  readonly entity: string
  readonly id: string
}

export interface StoredRecord {
  readonly id: string
  readonly version: number
}

type Values = Record<string, never>

export function getRecord(ctx: Context, { manifest, entity, id }: RecordTarget): Promise<StoredRecord> {
  return ctx.read((tx) => openRecords(manifest).get(tx, entity, id))
}

export interface NewRecord {
  readonly manifest: Manifest
  readonly entity: string
  readonly values: unknown
}

export function createRecord(ctx: Context, { manifest, entity, values }: NewRecord): Promise<StoredRecord> {
  refuseBadZones(manifest, entity, values)
  return ctx.transaction(async (tx, emit) => {
    const row = await openRecords(manifest).insert(tx, entity, values as Values) // validated by the entity's schema
    await emit(`${manifest.slug}.${entity}.created`, { [`${entity}Id`]: row.id })
    return row
  })
}

export interface RecordPatch extends RecordTarget {
  readonly patch: unknown
  readonly version?: number
}

/** Throws PRECONDITION_FAILED when somebody else was faster. */
export function updateRecord(
  ctx: Context,
  { manifest, entity, id, patch, version }: RecordPatch,
): Promise<StoredRecord> {
  refuseBadZones(manifest, entity, patch)
  const records = openRecords(manifest)
  return ctx.transaction(async (tx, emit) => {
    const change = { id, patch: patch as Values, ...(version === undefined ? {} : { version }) } // validated as above
    const row = await records.update(tx, entity, change)
    if (!row) {
      const current = await records.get(tx, entity, id)
      throw new DmError('PRECONDITION_FAILED', 'core.version_changed', { current })
    }
    await emit(`${manifest.slug}.${entity}.updated`, { [`${entity}Id`]: id })
    return row
  })
}

export function deleteRecord(ctx: Context, { manifest, entity, id }: RecordTarget): Promise<void> {
  return ctx.transaction(async (tx, emit) => {
    const removed = await openRecords(manifest).remove(tx, entity, id)
    if (!removed) throw new DmError('NOT_FOUND', `${manifest.slug}.${entity}_unknown`)
    await emit(`${manifest.slug}.${entity}.deleted`, { [`${entity}Id`]: id })
  })
}

/** Throws VALIDATION_ERROR for the first field that is no zone. */
export function refuseBadZones(manifest: Manifest, entity: string, values: unknown): void {
  for (const [name, field] of Object.entries(manifest.entities[entity]!.fields)) {
    const zone = (values as Record<string, unknown>)[name]
    if (field.type === 'zone' && typeof zone === 'string') requireZone(zone, `/${name}`)
  }
}

/** Throws VALIDATION_ERROR for a zone that this runtime does not know. */
export function requireZone(zone: string, path = '/zone'): void {
  try {
    offsetAt(zone, 0)
  } catch {
    throw new DmError('VALIDATION_ERROR', 'core.zone_unknown', {
      errors: [{ path, rule: 'zone', message: 'is not an IANA time zone such as Europe/Berlin' }],
    })
  }
}
