/** REST of one entity: list by cursor, read, create, change with If-Match, delete. */
import type { Entity, Manifest } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import { listPage, type PageQuery } from '@dramac/core/modules/list-page'
import { recordSchema } from '@dramac/core/modules/record-schema'
import { createRecord, deleteRecord, getRecord, updateRecord } from '@dramac/core/modules/write-record'
import { created, isUuid, noContent, notAllowed, ok, type Answer } from '../http/route.ts'
import type { ModuleCall, ModuleRequest } from './modules.ts'

export interface EntityDoor {
  collection(method: string): ModuleCall
  item(method: string, id: string): ModuleCall
}

type Run = (ctx: Context, request: ModuleRequest) => Promise<Answer>

export function openEntityDoor(manifest: Manifest, name: string): EntityDoor {
  const entity = manifest.entities[name] as Entity
  const newSchema = recordSchema(entity, 'new')
  const patchSchema = recordSchema(entity, 'patch')
  const reading = (run: Run): ModuleCall => ({
    permission: entity.access.read,
    limit: 'staff-read',
    idempotent: false,
    run,
  })
  // An entity without a write permission changes by operations only.
  const { write } = entity.access
  const writing = (permission: string, run: Run): ModuleCall => ({
    permission,
    limit: 'staff-write',
    idempotent: true,
    run,
  })
  return {
    collection(method) {
      if (method === 'GET') {
        const run: Run = async (ctx, { query }) =>
          ok(await listPage(ctx, { manifest, entity: name, query: query as PageQuery })) // checked inside
        return { ...reading(run), query: 'own' }
      }
      if (method !== 'POST' || write === undefined) throw notAllowed(write === undefined ? ['GET'] : ['GET', 'POST'])
      const run: Run = async (ctx, { body }) =>
        created(await createRecord(ctx, { manifest, entity: name, values: body }))
      return { ...writing(write, run), body: newSchema }
    },
    item(method, id) {
      if (!isUuid(id)) throw new DmError('NOT_FOUND', `${manifest.slug}.${name}_unknown`)
      const target = { manifest, entity: name, id }
      if (method === 'GET') return reading(async (ctx) => withETag(await getRecord(ctx, target)))
      if (write === undefined) throw notAllowed(['GET'])
      if (method === 'DELETE') {
        return writing(write, async (ctx) => {
          await deleteRecord(ctx, target)
          return noContent
        })
      }
      if (method !== 'PATCH') throw notAllowed(['GET', 'PATCH', 'DELETE'])
      const run: Run = async (ctx, { body, ifMatch }) => {
        const version = ifMatch === undefined ? {} : { version: ifMatch }
        return withETag(await updateRecord(ctx, { ...target, patch: body, ...version }))
      }
      return { ...writing(write, run), body: patchSchema }
    },
  }
}

const withETag = (row: { version: number }): Answer => ok(row, { ETag: `"${row.version}"` })
