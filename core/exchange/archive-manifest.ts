/** The first thing to read of an archive: what is inside, in which form, and how to know that it is whole. */
import { z } from 'zod'

export const archiveFormat = 'dramac-site'
/** Raised when an older reader could misunderstand what is written. */
export const archiveVersion = 1
export const manifestName = 'manifest.json'

const identifier = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/)

const archiveTable = z.object({
  /** With its schema, as in the database. */
  name: z.string().regex(/^[a-z][a-z0-9_]{0,62}\.[a-z][a-z0-9_]{0,62}$/),
  module: z.string().max(63),
  key: identifier,
  file: z.string().max(200),
  columns: z.array(z.object({ name: identifier, type: z.string().max(63) })).max(500),
  /** Columns that the table has and the archive does not. */
  withheld: z.array(z.string().max(63)),
  rows: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type ArchiveTable = z.infer<typeof archiveTable>

export const archiveManifest = z.object({
  format: z.literal(archiveFormat),
  version: z.number().int().positive(),
  createdAt: z.iso.datetime(),
  rowFormat: z.enum(['json', 'csv']),
  site: z.object({
    id: z.uuid(),
    slug: z.string().max(80),
    name: z.string().max(200),
    zone: z.string().max(64),
    locale: z
      .string()
      .max(35)
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  }),
  modules: z.array(z.object({ slug: z.string().max(63), version: z.string().max(63) })),
  tables: z.array(archiveTable).max(400),
  excludedTables: z.array(z.string().max(127)),
  /** Files of the site that rows refer to. */
  media: z.array(z.object({ file: z.string().max(200), bytes: z.number().int(), sha256: z.string() })),
})
export type ArchiveManifest = z.infer<typeof archiveManifest>
