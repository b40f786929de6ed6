/** Every call there is below a place, with the schema of its body: the tables of routes, and what modules declare. */
import { resolve } from 'node:path'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Module } from '@dramac/core/modules/module'
import { readConfig } from '../config/env.ts'
import type { SiteRoute } from '../http/route.ts'
import type { Installation } from '../installation.ts'
import { loadModules } from '../load-modules.ts'
import { agencyTable } from '../routes/agency-table.ts'
import { openModuleDoor } from '../routes/modules.ts'
import { platformTable } from '../routes/platform-table.ts'
import { siteTable } from '../routes/site-table.ts'
import { listTables } from './endpoints.ts'

export interface Call {
  readonly method: string
  /** `{site}`, `{agency}` and `:name` stand for identities. */
  readonly path: string
  readonly body: JsonSchema | undefined
}

/** A stream never ends by itself. */
const isEndless = ({ path }: Call): boolean => path.endsWith('/events')

export async function listCalls(): Promise<Call[]> {
  const modules = await loadModules(resolve(import.meta.dirname, '../..'))
  // The tables take what their handlers will use; here nothing is handled.
  const installation = { modules, config: readConfig({}), assets: { integrity: {} } } as unknown as Installation
  const below = (prefix: string, table: readonly SiteRoute[]) =>
    table.map(({ method, path, body }) => ({ method, path: `${prefix}/${path}`.replace(/\/$/, ''), body }))
  return [
    ...below('/v1/sites/{site}', siteTable(installation)),
    ...below('/v1/agencies/{agency}', agencyTable(installation)),
    ...below('/v1/platform', platformTable(installation)),
    ...(await listDeclared(modules)),
  ].filter((call) => !isEndless(call))
}

const nobody = '00000000-0000-4000-8000-000000000000'

async function listDeclared(modules: ReadonlyMap<string, Module>): Promise<Call[]> {
  const { endpoints } = await listTables()
  return endpoints
    .filter(({ path }) => path.startsWith('modules/'))
    .map(({ method, path }) => {
      const [, slug = '', ...segments] = path.split('/')
      const { body } = openModuleDoor(modules.get(slug)!).find(method, segments)
      return { method, path: `/v1/sites/{site}/${path.replace(nobody, ':id')}`, body }
    })
}
