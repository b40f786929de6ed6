/** Every address that the program answers, read from the tables it is mounted by: a new one is covered the day it is made. */
import { resolve } from 'node:path'
import type { Entity, Manifest } from '@dramac/contract/manifest'
import { readConfig } from '../config/env.ts'
import { framesTable } from '../frames/frames-surface.ts'
import type { OpenRoute } from '../http/open-route.ts'
import type { SiteRoute } from '../http/route.ts'
import type { Installation } from '../installation.ts'
import { loadModules } from '../load-modules.ts'
import { appTable } from '../routes/app-surface.ts'
import { agencyTable } from '../routes/agency-table.ts'
import { platformTable } from '../routes/platform-table.ts'
import { siteTable } from '../routes/site-table.ts'

export interface Endpoint {
  readonly method: string
  /** After `/v1/sites/{site}/`, with an identity that nobody has in the place of each `:id`. */
  readonly path: string
  readonly permission: string | readonly string[]
  readonly limit: string
  readonly takesBody: boolean
  /** For a table of tests. */
  readonly name: string
}

export const nobody = '00000000-0000-4000-8000-000000000000'

export async function listTables(): Promise<{
  endpoints: Endpoint[]
  /** After `/v1/agencies/{agency}/`. */
  agency: Endpoint[]
  /** After `/v1/platform/`. */
  platform: Endpoint[]
  app: readonly OpenRoute[]
  frames: readonly OpenRoute[]
}> {
  const root = resolve(import.meta.dirname, '../..')
  const modules = await loadModules(root)
  // The tables take what their handlers will use; here nothing is handled.
  const installation = { modules, config: readConfig({}), assets: { integrity: {} } } as unknown as Installation
  const listRows = (table: readonly SiteRoute[]) =>
    table.map(({ method, path, permission, limit, body }) =>
      toEndpoint({ method, path: path.replace(/:\w+/g, nobody), permission, limit, takesBody: body !== undefined }),
    )
  const declared = [...modules.values()].flatMap(({ manifest }) => listDeclared(manifest))
  return {
    endpoints: [...listRows(siteTable(installation)), ...declared],
    agency: listRows(agencyTable(installation)),
    platform: listRows(platformTable(installation)),
    app: appTable(installation),
    frames: framesTable(installation),
  }
}

const toEndpoint = (endpoint: Omit<Endpoint, 'name'>): Endpoint => ({
  ...endpoint,
  name: `${endpoint.method} ${endpoint.path.replace(nobody, ':id')}`,
})

function listDeclared(manifest: Manifest): Endpoint[] {
  const at = (rest: string) => `modules/${manifest.slug}/${rest}`
  const actions = Object.entries(manifest.actions).map(([name, { permission, limit }]) =>
    toEndpoint({ method: 'POST', path: at(`actions/${name}`), permission, limit, takesBody: true }),
  )
  const reads = Object.entries(manifest.reads).map(([name, { permission, limit }]) =>
    toEndpoint({ method: 'GET', path: at(name), permission, limit, takesBody: false }),
  )
  const entities = (Object.values(manifest.entities) as Entity[]).flatMap((entity) => listEntity(entity, at))
  return [...actions, ...reads, ...entities]
}

function listEntity({ plural, access, states }: Entity, at: (rest: string) => string): Endpoint[] {
  const collection = at(plural.replaceAll('_', '-'))
  const item = `${collection}/${nobody}`
  const reading = { permission: access.read, limit: 'staff-read', takesBody: false }
  const writing = { permission: access.write ?? '', limit: 'staff-write' }
  const moves = Object.entries(states?.transitions ?? {}).filter(([, { internal }]) => !internal)
  return [
    toEndpoint({ ...reading, method: 'GET', path: collection }),
    toEndpoint({ ...reading, method: 'GET', path: item }),
    ...(access.write === undefined
      ? []
      : [
          toEndpoint({ ...writing, method: 'POST', path: collection, takesBody: true }),
          toEndpoint({ ...writing, method: 'PATCH', path: item, takesBody: true }),
          toEndpoint({ ...writing, method: 'DELETE', path: item, takesBody: false }),
        ]),
    ...moves.map(([name, { permission, input }]) =>
      toEndpoint({ ...writing, permission, method: 'POST', path: `${item}/${name}`, takesBody: input !== undefined }),
    ),
  ]
}
