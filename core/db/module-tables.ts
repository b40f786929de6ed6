/**
 * The tables of a module, rendered from its manifest. Held to what a distributed table allows: no
 * trigger, no rule, no SET NULL, named constraints, every unique key behind the tenant.
 */
import type { AllocationUse, Entity, Manifest } from '@dramac/contract/manifest'
import { columnsOf, literal, toSnake, type Column } from './columns.ts'
import { renderPolicy, renderStatistics, type PolicyForm } from './policy.ts'

export interface TableRendering {
  readonly form?: PolicyForm
  readonly force?: boolean
}

export const schemaOf = (slug: string): string => `mod_${slug.replaceAll('-', '_')}`

export const tableOf = (manifest: Manifest, entity: string): string =>
  `${schemaOf(manifest.slug)}.${manifest.entities[entity]!.plural}`

/** Entities in an order in which every referenced one comes first. */
export function inOrder(manifest: Manifest): [string, Entity][] {
  const done = new Map<string, Entity>()
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return
    if (path.includes(name)) throw new Error(`${manifest.slug}: references in a circle: ${[...path, name].join(' > ')}`)
    const entity = manifest.entities[name]
    if (!entity) throw new Error(`${manifest.slug}: ${path.at(-1)} refers to ${name}, which is not declared`)
    for (const target of referencesOf(entity)) if (target !== name) visit(target, [...path, name])
    done.set(name, entity)
  }
  for (const name of Object.keys(manifest.entities)) visit(name, [])
  return [...done]
}

function referencesOf({ fields, allocation }: Entity): string[] {
  const named = Object.values(fields).flatMap((field) => (field.type === 'reference' ? [field.entity] : []))
  return allocation ? [...named, allocation.resource, allocation.holder] : named
}

export function columnsOfEntity(entity: Entity): Column[] {
  return [
    ...Object.entries(entity.fields).flatMap(([name, field]) => columnsOf(name, field)),
    ...(entity.states
      ? [
          {
            name: 'state',
            type: 'text',
            required: true,
            check: `state in (${entity.states.states.map(literal).join(', ')})`,
          },
        ]
      : []),
    ...(entity.allocation ? allocationColumns(entity.allocation) : []),
  ]
}

/** A claim stores its own buffers, so that those of neighbours add up; the check holds the range to them. */
function allocationColumns({ resource, holder, longestMinutes }: AllocationUse): Column[] {
  const column = (name: string, type: string, rest: Partial<Column> = {}): Column => ({
    name,
    type,
    required: true,
    ...rest,
  })
  return [
    column(`${toSnake(resource)}_id`, 'uuid'),
    column(`${toSnake(holder)}_id`, 'uuid'),
    column('starts_at', 'timestamptz'),
    column('ends_at', 'timestamptz', { check: 'ends_at > starts_at' }),
    column('before_minutes', 'integer', { default: '0', check: 'before_minutes >= 0' }),
    column('after_minutes', 'integer', { default: '0', check: 'after_minutes >= 0' }),
    column('busy', 'tstzrange', {
      check: `busy = tstzrange(starts_at - make_interval(mins => before_minutes), ends_at + make_interval(mins => after_minutes))
        and upper(busy) - lower(busy) <= make_interval(mins => ${longestMinutes})`,
    }),
    // A claim that is only held: after this instant it keeps nobody out, and the next claim releases it.
    { name: 'expires_at', type: 'timestamptz', required: false },
    column('state', 'text', { check: `state in ('live', 'waiting', 'released')` }),
  ]
}

export function renderColumn(column: Column): string {
  return `${column.name} ${column.type}${column.required ? ' not null' : ''}${column.default ? ` default ${column.default}` : ''}`
}

export function renderTable(manifest: Manifest, name: string, rendering: TableRendering = {}): string[] {
  const entity = manifest.entities[name]!
  const table = tableOf(manifest, name)
  const columns = columnsOfEntity(entity)
  const key = (suffix: string) => `${entity.plural}_${suffix}`
  const constraint = (suffix: string, body: string) => `alter table ${table} add constraint ${key(suffix)} ${body}`
  const index = (suffix: string, body: string) =>
    `create index ${key(suffix)} on ${table} (agency_id, site_id, ${body})`
  return [
    `create table ${table} (agency_id uuid not null, site_id uuid not null, id uuid not null,
      ${columns.map(renderColumn).join(', ')}${columns.length ? ', ' : ''}version integer not null default 1,
      created_at timestamptz not null, updated_at timestamptz not null,
      constraint ${key('pkey')} primary key (agency_id, site_id, id))`,
    constraint('site_fk', 'foreign key (agency_id, site_id) references dp.site'),
    ...columns.flatMap((column) =>
      column.check ? [constraint(`${column.name}_check`, `check (${column.check})`)] : [],
    ),
    ...(entity.unique ?? []).map((fields) =>
      constraint(
        `${fields.map(toSnake).join('_')}_key`,
        `unique (agency_id, site_id, ${fields.map(toSnake).join(', ')})`,
      ),
    ),
    ...renderReferences(manifest, name),
    index('list_idx', 'created_at desc, id desc'),
    ...(entity.indexed ?? []).map((field) => index(`${toSnake(field)}_idx`, `${toSnake(field)}, id`)),
    ...(entity.allocation ? renderExclusion(table, entity.plural, entity.allocation) : []),
    ...renderPolicy({ table, scope: 'site', ...rendering }),
    renderStatistics(table),
    `grant select, insert, update, delete on ${table} to dramac_app, dramac_worker, dramac_admin`,
    // An agency counts across its sites, and learns nothing else there.
    `grant select (agency_id, site_id${columns.some(({ name: column }) => column === 'state') ? ', state' : ''}) on ${table} to dramac_search`,
  ]
}

function renderReferences(manifest: Manifest, name: string): string[] {
  const entity = manifest.entities[name]!
  const table = tableOf(manifest, name)
  const links: [column: string, target: string, onDelete: string][] = [
    ...Object.entries(entity.fields).flatMap(([field, one]): [string, string, string][] =>
      one.type === 'reference' ? [[toSnake(field), one.entity, one.onDelete]] : [],
    ),
    ...(entity.allocation
      ? ([
          [`${toSnake(entity.allocation.resource)}_id`, entity.allocation.resource, 'restrict'],
          [`${toSnake(entity.allocation.holder)}_id`, entity.allocation.holder, 'cascade'],
        ] as [string, string, string][])
      : []),
  ]
  return links.flatMap(([column, target, onDelete]) => [
    `alter table ${table} add constraint ${entity.plural}_${column}_fk foreign key (agency_id, site_id, ${column})
      references ${tableOf(manifest, target)} on delete ${onDelete}`,
    `create index ${entity.plural}_${column}_idx on ${table} (agency_id, site_id, ${column})`,
  ])
}

/**
 * Two live claims of one resource cannot overlap, whoever asks first and however many ask at once. The
 * constraint's own index serves no reader: under row security no operator of ranges may choose rows, so
 * readers go by the start; and holds, of which there are few, are found among claims that last.
 */
function renderExclusion(table: string, plural: string, { resource }: AllocationUse): string[] {
  return [
    `alter table ${table} add constraint ${plural}_overlap exclude using gist
      (agency_id with =, site_id with =, ${toSnake(resource)}_id with =, busy with &&) where (state = 'live')`,
    `create index ${plural}_live_idx on ${table} (agency_id, site_id, ${toSnake(resource)}_id, starts_at) where state = 'live'`,
    `create index ${plural}_held_idx on ${table} (agency_id, site_id, ${toSnake(resource)}_id, expires_at)
      where state = 'live' and expires_at is not null`,
  ]
}
