/** Doors of export, import and copy: archives go out and come in as they are, everything else is JSON. */
import { Readable } from 'node:stream'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { DmError } from '@dramac/contract/wire/errors'
import { cloneSite } from '@dramac/core/exchange/clone-site'
import {
  deleteExport,
  fileGone,
  fileNameOf,
  getExport,
  listExports,
  openExport,
  requestExport,
  type ExportOptions,
  type SiteExport,
} from '@dramac/core/exchange/exports'
import {
  applyImport,
  deleteImport,
  getImport,
  listImports,
  uploadArchive,
  type CloneSource,
  type ImportChoice,
} from '@dramac/core/exchange/imports'
import { listTables } from '@dramac/core/exchange/tables'
import type { WorkQuery } from '@dramac/core/exchange/work'
import type { FileStore, StoredFile } from '@dramac/core/files/file-store'
import type { Request, Response } from 'express'
import type { Installation } from '../installation.ts'
import type { OpenRoute } from '../http/open-route.ts'
import { noContent, ok, type Answer, type Saying, type SiteRoute } from '../http/route.ts'

const archiveType = 'application/zip'
const downloadPurpose = 'download'

/** The one address that takes something other than JSON. */
export const isUpload = (request: Request): boolean =>
  request.method === 'POST' &&
  /^\/(sites\/[^/]+|site)\/imports$/.test(request.path) &&
  request.is(archiveType) === archiveType

const pageQuery: JsonSchema = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    cursor: { type: 'string', maxLength: 600 },
  },
}

const tableNames: JsonSchema = {
  type: 'array',
  maxItems: 400,
  uniqueItems: true,
  default: [],
  items: { type: 'string', minLength: 1, maxLength: 127 },
}

const newExport: JsonSchema = {
  type: 'object',
  properties: {
    format: { type: 'string', enum: ['json', 'csv'], default: 'json' },
    excludeTables: tableNames,
  },
}

const choice = {
  strategy: { type: 'string', enum: ['replace', 'merge', 'skip'], default: 'merge' },
  ids: { type: 'string', enum: ['keep', 'new'], default: 'keep' },
}

const accepted = (body: object): Answer => ({ status: 202, body })

export function exportRoutes({ config, files, modules, shared }: Installation): SiteRoute[] {
  const tables = () => listTables([...modules.values()].map(({ manifest }) => manifest))
  /** Whoever has the link may fetch the file until it expires, with no other credential. */
  const withLink = (siteId: string, one: SiteExport) => {
    const { id, attempt, state, expiresAt } = one
    if (state !== 'ready' || expiresAt === null) return { ...one, link: null }
    const token = shared.sealer.seal(downloadPurpose, { siteId, id, attempt: String(attempt) }, new Date(expiresAt))
    return { ...one, link: `${config.origins.app}/v1/downloads?token=${token}` }
  }
  const [reading, writing] = [{ limit: 'staff-read' }, { limit: 'export' }] as const
  const may = { permission: 'data:export' } as const
  return [
    {
      method: 'GET',
      path: 'exports',
      ...may,
      ...reading,
      query: pageQuery,
      async handle({ ctx, query }) {
        const { data, nextCursor } = await listExports(ctx, query as unknown as WorkQuery) // as the schema says
        return ok({ data: data.map((one) => withLink(ctx.tenant.siteId, one)), nextCursor })
      },
    },
    {
      method: 'POST',
      path: 'exports',
      ...may,
      ...writing,
      idempotent: true,
      body: newExport,
      handle: async ({ ctx, body }: Saying<ExportOptions>) => accepted(await requestExport(ctx, body, tables())),
    },
    {
      method: 'GET',
      path: 'exports/:id',
      ...may,
      ...reading,
      handle: async ({ ctx, params }) => ok(withLink(ctx.tenant.siteId, await getExport(ctx, params['id']!))),
    },
    {
      method: 'DELETE',
      path: 'exports/:id',
      ...may,
      limit: 'staff-write',
      async handle({ ctx, params }) {
        await deleteExport(ctx, params['id']!, files)
        return noContent
      },
    },
    fileRoute(files),
  ]
}

const fileRoute = (files: FileStore): SiteRoute => ({
  method: 'GET',
  path: 'exports/:id/file',
  permission: 'data:export',
  limit: 'staff-read',
  async handle({ ctx, params }) {
    const file = await openExport(ctx, params['id']!, files)
    return { status: 200, headers: fileHeaders(file, params['id']!), stream: (response) => sendFile(file, response) }
  },
})

const fileHeaders = ({ bytes }: StoredFile, id: string) => ({
  'Content-Type': archiveType,
  'Content-Length': String(bytes),
  'Content-Disposition': `attachment; filename="site-${id}.zip"`,
  'Cache-Control': 'no-store',
})

function sendFile(file: StoredFile, response: Response): void {
  const close = () => void file.close()
  response.once('close', close)
  // A file that turns out broken on its way ends the connection: half of it must not look whole.
  Readable.from(file.read(0, file.bytes), { objectMode: false })
    .once('error', (error) => response.destroy(error))
    .pipe(response)
}

/** `GET /v1/downloads?token=…`: the sealed link of an export. */
export const downloadRoute = ({ clock, files, shared }: Installation): OpenRoute => ({
  method: 'GET',
  path: '/v1/downloads',
  permission: 'anyone',
  limit: 'public-read',
  readsQuery: true,
  async handle(request, response) {
    const facts = shared.sealer.open(downloadPurpose, String(request.query['token'] ?? ''), clock())
    if (!facts) throw new DmError('NOT_FOUND', 'core.download_unknown')
    const [siteId, id, attempt] = [facts['siteId']!, facts['id']!, Number(facts['attempt'])]
    const file = await files.open(fileNameOf(siteId, id, attempt))
    if (!file) throw fileGone()
    response.set(fileHeaders(file, id))
    sendFile(file, response)
  },
})

export function importRoutes({ files }: Installation): SiteRoute[] {
  const may = { permission: 'data:import' } as const
  return [
    {
      method: 'GET',
      path: 'imports',
      ...may,
      limit: 'staff-read',
      query: pageQuery,
      handle: async ({ ctx, query }: Saying<unknown, WorkQuery>) => ok(await listImports(ctx, query)),
    },
    {
      method: 'POST',
      path: 'imports',
      ...may,
      limit: 'upload',
      query: { type: 'object', properties: choice },
      upload: archiveType,
      handle: async ({ ctx, query, content }: Saying<unknown, ImportChoice>) =>
        accepted(await uploadArchive(ctx, { ...query, content }, files)),
    },
    {
      method: 'GET',
      path: 'imports/:id',
      ...may,
      limit: 'staff-read',
      handle: async ({ ctx, params }) => ok(await getImport(ctx, params['id']!)),
    },
    {
      method: 'POST',
      path: 'imports/:id/apply',
      ...may,
      limit: 'export',
      idempotent: true,
      body: { type: 'object', properties: choice },
      handle: async ({ ctx, params, body }: Saying<ImportChoice>) =>
        accepted(await applyImport(ctx, { ...body, id: params['id']! })),
    },
    {
      method: 'DELETE',
      path: 'imports/:id',
      ...may,
      limit: 'staff-write',
      async handle({ ctx, params }) {
        await deleteImport(ctx, params['id']!, files)
        return noContent
      },
    },
  ]
}

const newClone: JsonSchema = {
  type: 'object',
  required: ['into'],
  properties: {
    into: { type: 'string', minLength: 1, maxLength: 80 },
    modules: { type: 'array', maxItems: 200, uniqueItems: true, items: { type: 'string', maxLength: 63 } },
    excludeTables: tableNames,
    settings: { type: 'boolean', default: true },
    customerData: { type: 'boolean', default: false },
  },
}

/** `POST /v1/agencies/{agency}/sites/{site}/clone`: from one of its sites into another, for who may leave the one and enter the other. */
export const cloneRoute = ({ modules }: Installation): SiteRoute => ({
  method: 'POST',
  path: 'sites/:site/clone',
  permission: 'agency:read',
  limit: 'export',
  idempotent: true,
  body: newClone,
  async handle({ ctx, params, body, enterSite }) {
    const { into, ...wanted } = body as Omit<CloneSource, 'kind' | 'siteId'> & { into: string } // as the schema says
    const from = await enterSite(params['site']!, 'data:export')
    const to = await enterSite(into, 'data:import')
    const { agencyId } = ctx.tenant
    if (from.tenant.agencyId !== agencyId || to.tenant.agencyId !== agencyId)
      throw new DmError('NOT_FOUND', 'core.site_unknown')
    const tables = listTables([...modules.values()].map(({ manifest }) => manifest))
    return accepted(await cloneSite(to, { source: { ...wanted, siteId: from.tenant.siteId }, tables }))
  },
})
