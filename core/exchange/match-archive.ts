/** What of an archive has a place here, and what has not: tables, columns, and the versions of modules. */
import type { Manifest } from '@dramac/contract/manifest'
import type { Archive } from './read-archive.ts'
import type { Delivery } from './import-rows.ts'
import { listTables } from './tables.ts'

export interface VersionGap {
  readonly module: string
  readonly archive: string
  /** Null: the module is not part of this installation. */
  readonly here: string | null
  /** Rows of another first number are of another shape: they are not taken. */
  readonly isTaken: boolean
}

export interface Gaps {
  /** Of the archive; there is no such table here. */
  readonly missingTables: readonly string[]
  /** `<table>.<column>` of the archive. Their values have no place here. */
  readonly missingColumns: readonly string[]
  readonly versions: readonly VersionGap[]
}

export interface Match {
  /** By module, in an order in which every referenced table comes first. */
  readonly modules: ReadonlyMap<string, readonly Delivery[]>
  readonly gaps: Gaps
  readonly rows: number
  /** Of the site itself, when they are to be taken over. */
  readonly settings?: { readonly zone: string; readonly locale: string }
}

const majorOf = (version: string): string => version.split('.')[0]!

export function matchArchive(archive: Archive, manifests: readonly Manifest[]): Match {
  const { tables: given, modules: versions } = archive.manifest
  const gaps = versions.flatMap(({ slug, version }): VersionGap[] => {
    const here = manifests.find((manifest) => manifest.slug === slug)?.version ?? null
    if (here === version) return []
    return [{ module: slug, archive: version, here, isTaken: here !== null && majorOf(here) === majorOf(version) }]
  })
  const refused = new Set(gaps.filter(({ isTaken }) => !isTaken).map(({ module }) => module))
  const taken = new Set(manifests.map(({ slug }) => slug).filter((slug) => !refused.has(slug)))
  const known = listTables(manifests).filter(({ module }) => !refused.has(module))
  const modules = new Map<string, Delivery[]>()
  const missingColumns: string[] = []
  let rows = 0
  for (const table of known) {
    const source = given.find(({ name }) => name === table.name)
    if (!source) continue
    const columns = table.columns.filter(({ name }) => source.columns.some((column) => column.name === name))
    for (const { name } of source.columns)
      if (!table.columns.some((column) => column.name === name)) missingColumns.push(`${table.name}.${name}`)
    const delivery: Delivery = {
      table,
      columns,
      named: new Set(source.columns.map(({ name }) => name)),
      rows: () => archive.rows(source),
      ...(table.name === 'dp.site_modules' ? { isWanted: (slug: string) => taken.has(slug) } : {}),
    }
    modules.set(table.module, [...(modules.get(table.module) ?? []), delivery])
    rows += source.rows
  }
  const missingTables = given.filter(({ name }) => !known.some((table) => table.name === name)).map(({ name }) => name)
  return { modules, gaps: { missingTables, missingColumns, versions: gaps }, rows }
}
