/** REST of one entity: list by cursor, read, create, change with If-Match, delete. */
import type { Entity, Manifest } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import { listPage, type PageQuery } from '@dramac/core/modules/list-page'
import { recordSchema } from '@dramac/core/modules/record-schema'
import { createRecord, deleteRecord, getRecord, updateRecord } from '@dramac/core/modules/write-record'
import { created, noContent, ok, type Answer, type Method } from '../http/route.ts'
import { validate } from '../http/validate.ts'
import type { ModuleCall, ModuleRequest } from './modules.ts'

export interface EntityDoor {
  collection(method: Method): ModuleCall
  item(method: Method, id: string): ModuleCall
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
  const writing = (run: Run): ModuleCall => {
    // An entity without a write permission changes by operations only.
    if (!entity.access.write) throw notAllowed(['GET'])
    return { permission: entity.access.write, limit: 'staff-write', idempotent: true, run }
  }
  return {
    collection(method) {
      if (method === 'GET') {
        return reading(async (ctx, { query }) =>
          ok(await listPage(ctx, { manifest, entity: name, query: query as PageQuery })),
        ) // checked inside
      }
      if (method !== 'POST') throw notAllowed(entity.access.write ? ['GET', 'POST'] : ['GET'])
      return writing(async (ctx, { body }) =>
        created(await createRecord(ctx, { manifest, entity: name, values: validate(newSchema, body, 'body') })),
      )
    },
    item(method, id) {
      if (!isUuid(id)) throw new DmError('NOT_FOUND', `${manifest.slug}.${name}_unknown`)
      const target = { manifest, entity: name, id }
      switch (method) {
        case 'GET':
          return reading(async (ctx) => withETag(await getRecord(ctx, target)))
        case 'PATCH':
          return writing(async (ctx, { body, ifMatch }) =>
            withETag(
              await updateRecord(ctx, {
                ...target,
                patch: validate(patchSchema, body, 'body'),
                ...(ifMatch === undefined ? {} : { version: ifMatch }),
              }),
            ),
          )
        case 'DELETE':
          return writing(async (ctx) => {
            await deleteRecord(ctx, target)
            return noContent
          })
        default:
          throw notAllowed(['GET', 'PATCH', 'DELETE'])
      }
    },
  }
}

const notAllowed = (allowed: Method[]) => new DmError('METHOD_NOT_ALLOWED', 'core.method_not_allowed', { allowed })

const withETag = (row: { version: number }): Answer => ok(row, { ETag: `"${row.version}"` })

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
