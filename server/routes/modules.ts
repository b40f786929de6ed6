/**
 * Everything a module's manifest declares, as REST below `/v1/sites/{site}/modules/{module}`:
 * its reads, its actions, its entities and their transitions. One handler and a Map, however many modules.
 */
import type { Entity, LimitName } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { runTransition } from '@dramac/core/modules/run-transition'
import type { Module } from '@dramac/core/modules/module'
import type { Context } from '@dramac/core/context'
import { isUuid, notAllowed, ok, type Answer, type Method } from '../http/route.ts'
import { openEntityDoor, type EntityDoor } from './entity-door.ts'

export interface ModuleCall {
  readonly permission: string
  readonly limit: LimitName
  readonly idempotent: boolean
  /** What it reads; `own` where the operation itself checks it. Anything else is refused. */
  readonly query?: JsonSchema | 'own'
  readonly body?: JsonSchema
  /** The call's name, when visitors may make it. */
  readonly public?: string
  run(ctx: Context, request: ModuleRequest): Promise<Answer>
}

export interface ModuleRequest {
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly ifMatch: number | undefined
}

export interface ModuleDoor {
  /** The call that a method and path segments name; throws NOT_FOUND or METHOD_NOT_ALLOWED. */
  find(method: string, segments: readonly string[]): ModuleCall
}

export function openModuleDoor(module: Module): ModuleDoor {
  const { manifest, server } = module
  const entities = new Map<string, [name: string, door: EntityDoor]>(
    Object.entries(manifest.entities).map(([name, entity]) => [
      toKebab(entity.plural),
      [name, openEntityDoor(manifest, name)],
    ]),
  )

  function findAction(name: string): ModuleCall {
    const action = own(manifest.actions, name)
    const operation = own(server.actions, name)
    if (!action || !operation) throw unknownCall()
    return {
      permission: action.permission,
      limit: action.limit,
      idempotent: true,
      ...(action.public ? { public: name } : {}),
      body: action.input,
      run: async (ctx, { body }) => ok((await operation(ctx, body as never)) as object), // as declared
    }
  }

  function findRead(name: string): ModuleCall | undefined {
    const read = own(manifest.reads, name)
    const operation = own(server.reads, name)
    if (!read || !operation) return undefined
    return {
      permission: read.permission,
      limit: read.limit,
      idempotent: false,
      ...(read.public ? { public: name } : {}),
      query: read.query,
      run: async (ctx, { query }) => ok((await operation(ctx, query as never)) as object), // as declared
    }
  }

  return {
    find(method, segments) {
      const [first = '', second, third] = segments
      if (first === 'actions' && second !== undefined && third === undefined) {
        return only('POST', method, findAction(second))
      }
      const found = entities.get(first)
      if (!found) {
        const read = second === undefined ? findRead(first) : undefined
        if (!read) throw unknownCall()
        return only('GET', method, read)
      }
      const [name, door] = found
      if (second === undefined) return door.collection(method)
      if (third === undefined) return door.item(method, second)
      return only('POST', method, transitionCall(module, name, { id: second, transition: third }))
    },
  }
}

function transitionCall(
  module: Module,
  entity: string,
  { id, transition }: { id: string; transition: string },
): ModuleCall {
  const declared = own((module.manifest.entities[entity] as Entity).states?.transitions ?? {}, transition)
  if (!declared || declared.internal || !isUuid(id)) throw unknownCall()
  return {
    permission: declared.permission,
    limit: 'staff-write',
    idempotent: true,
    ...(declared.input ? { body: declared.input } : {}),
    run: async (ctx, { body }) => ok(await runTransition(ctx, module, { entity, id, transition, body })),
  }
}

const unknownCall = () => new DmError('NOT_FOUND', 'core.address_unknown')

function only(wanted: Method, method: string, call: ModuleCall): ModuleCall {
  if (method !== wanted) throw notAllowed([wanted])
  return call
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

const toKebab = (plural: string): string => plural.replaceAll('_', '-')
