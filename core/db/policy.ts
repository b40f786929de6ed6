/**
 * Row security, rendered from one template. One PERMISSIVE policy a table, agency and site in one
 * expression, compared with values that the transaction's context holds.
 *
 * `initplan` reads the context once a statement. `bare` has no subquery, which distributed tables
 * require; it costs a call per row when it ends up as a filter.
 */

export type PolicyForm = 'initplan' | 'bare'
export type PolicyScope = 'site' | 'agency' | 'user'

const columns: Record<PolicyScope, readonly (readonly [column: string, getter: string])[]> = {
  site: [
    ['agency_id', 'dramac.current_agency()'],
    ['site_id', 'dramac.current_site()'],
  ],
  agency: [['agency_id', 'dramac.current_agency()']],
  user: [['user_id', 'dramac.current_user_id()']],
}

export interface PolicyTarget {
  /** Qualified and already quoted where needed: `mod_booking.services`. */
  readonly table: string
  readonly scope: PolicyScope
  readonly form?: PolicyForm
  /** The owner obeys too. A cluster's rendering leaves it out: it would empty copies made by the owner. */
  readonly force?: boolean
}

export function renderPolicy({ table, scope, form = 'initplan', force = true }: PolicyTarget): string[] {
  const test = columns[scope]
    .map(([column, getter]) => `${column} = ${form === 'initplan' ? `(select ${getter})` : getter}`)
    .join(' and ')
  return [
    `alter table ${table} enable row level security`,
    ...(force ? [`alter table ${table} force row level security`] : []),
    `create policy tenant on ${table} as permissive for all to dramac_app, dramac_worker, dramac_owner using (${test}) with check (${test})`,
  ]
}

/** Planner statistics: agency and site are correlated, and without them it guesses 10 rows for 1,000. */
export function renderStatistics(table: string): string {
  const [schema, name] = table.split('.')
  return `create statistics ${schema}.${name}_tenant (dependencies) on agency_id, site_id from ${table}`
}
