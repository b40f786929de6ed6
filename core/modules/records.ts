/** What a module's operations read and write: its own entities, typed by its manifest, without SQL. */
import type { Manifest, NewRecordOf, RecordOf } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import { isAgency } from '../access/places.ts'
import { recordStatements, type ListQuery, type RecordStatements } from '../db/records.ts'
import type { TenantTx } from '../db/tx.ts'

type Name<M extends Manifest> = Extract<keyof M['entities'], string>

export interface Records<M extends Manifest> {
  find<E extends Name<M>>(tx: TenantTx, entity: E, id: string): Promise<RecordOf<M, E> | undefined>
  /** Throws NOT_FOUND `<module>.<entity>_unknown`. */
  get<E extends Name<M>>(tx: TenantTx, entity: E, id: string): Promise<RecordOf<M, E>>
  /** As `find`, and nobody else changes the row until this transaction ends. */
  findLocked<E extends Name<M>>(tx: TenantTx, entity: E, id: string): Promise<RecordOf<M, E> | undefined>
  /** As `get`, and nobody else changes the row until this transaction ends. */
  getLocked<E extends Name<M>>(tx: TenantTx, entity: E, id: string): Promise<RecordOf<M, E>>
  list<E extends Name<M>>(tx: TenantTx, entity: E, query: ListQuery): Promise<RecordOf<M, E>[]>
  insert<E extends Name<M>>(tx: TenantTx, entity: E, values: NewRecordOf<M, E>): Promise<RecordOf<M, E>>
  /** Undefined when the row is gone, has another version, or stands in none of the states asked for. */
  update<E extends Name<M>>(tx: TenantTx, entity: E, change: RecordChange<M, E>): Promise<RecordOf<M, E> | undefined>
  remove<E extends Name<M>>(tx: TenantTx, entity: E, id: string): Promise<boolean>
}

export interface RecordChange<M extends Manifest, E extends Name<M>> {
  readonly id: string
  readonly patch: Partial<NewRecordOf<M, E>>
  readonly version?: number
  readonly states?: readonly string[]
}

/** An agency's own place holds none, and who forgot the place hears of it before the database does. */
function placeOf(tx: TenantTx): readonly [agencyId: string, siteId: string] {
  if (!tx.siteId || isAgency(tx)) throw new Error('a module’s records stand on a site')
  return [tx.agencyId, tx.siteId]
}

export function openRecords<M extends Manifest>(manifest: M): Records<M> {
  const of = (entity: string): RecordStatements => recordStatements(manifest, entity)
  const here = (tx: TenantTx, id: string) => [...placeOf(tx), id]
  const unknown = (entity: string) => new DmError('NOT_FOUND', `${manifest.slug}.${entity}_unknown`)
  return {
    find: (tx, entity, id) => tx.row(of(entity).find, here(tx, id)),
    findLocked: (tx, entity, id) => tx.row(of(entity).findForUpdate, here(tx, id)),
    async get(tx, entity, id) {
      const row = await tx.row<RecordOf<M, typeof entity>>(of(entity).find, here(tx, id))
      if (!row) throw unknown(entity)
      return row
    },
    async getLocked(tx, entity, id) {
      const row = await tx.row<RecordOf<M, typeof entity>>(of(entity).findForUpdate, here(tx, id))
      if (!row) throw unknown(entity)
      return row
    },
    async list(tx, entity, query) {
      const { statement, values } = of(entity).list(placeOf(tx), query)
      const found = await tx.rows<{ row: string }>(statement, values)
      return found.map(({ row }) => JSON.parse(row) as RecordOf<M, typeof entity>) // rendered from the same manifest
    },
    async insert(tx, entity, values) {
      const [agencyId, siteId] = placeOf(tx)
      const row = { agencyId, siteId, id: values.id ?? tx.newId(), now: tx.now }
      const { statement, values: given } = of(entity).insert(values, row)
      return (await tx.row<RecordOf<M, typeof entity>>(statement, given))!
    },
    update(tx, entity, { id, patch, version, states }) {
      const [agencyId, siteId] = placeOf(tx)
      const { statement, values } = of(entity).update(id, patch, {
        agencyId,
        siteId,
        now: tx.now,
        ...(version === undefined ? {} : { version }),
        ...(states === undefined ? {} : { states }),
      })
      return tx.row(statement, values)
    },
    remove: async (tx, entity, id) => (await tx.run(of(entity).remove, here(tx, id))) === 1,
  }
}
