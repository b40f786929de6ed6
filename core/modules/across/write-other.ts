/** One module adds or changes another's row, as far as a grant goes: with that module's event, and a line that says who did. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../../context.ts'
import { openRecords } from '../records.ts'
import { refuseBadZones } from '../write-record.ts'
import { cutRow, noteAccess, openTable, type Crossing, type OpenTable, type Row } from './open-table.ts'

export interface WriteOther extends Crossing {
  /** Of the row that is changed; without it, one is added. */
  readonly id?: string
  /** As the entity's schema says. */
  readonly values: Readonly<Record<string, unknown>>
}

/** What only the other module's own operations write stays theirs. @throws as `openTable` does. */
export function writeOther(ctx: Context, { id, values, ...crossing }: WriteOther): Promise<Row> {
  const { target, table } = crossing
  return ctx.transaction(async (tx, emit) => {
    const open = await openTable(tx, crossing, 'write')
    refuseUngranted(open, { ...crossing, values })
    refuseBadZones(open.manifest, table, values)
    const records = openRecords(open.manifest)
    const given = values as Record<string, never> // by the entity's schema
    const row =
      id === undefined ? await records.insert(tx, table, given) : await records.update(tx, table, { id, patch: given })
    if (!row) throw new DmError('NOT_FOUND', `${target}.${table}_unknown`)
    await noteAccess(ctx, tx, { ...crossing, operation: 'write', count: 1 })
    const written = row as unknown as Row // every record is one
    await emit(`${target}.${table}.${id === undefined ? 'created' : 'updated'}`, { [`${table}Id`]: written.id })
    return cutRow(open, written)
  })
}

function refuseUngranted({ entity, fields }: OpenTable, { source, target, table, values }: WriteOther): void {
  const isOpen = (name: string) => fields.has(name) && entity.fields[name]?.readonly !== true && name !== 'state'
  const refused = Object.keys(values).filter((name) => !isOpen(name))
  if (entity.access.write === undefined || refused.length > 0)
    throw new DmError('FORBIDDEN', 'core.access_denied', { source, target, table, operation: 'write', fields: refused })
}
