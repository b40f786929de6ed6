// What crosses sites and modules: an agency counts the rows of all its sites at once, and one module reads another's rows where
// somebody granted it, which leaves a line.
import type { Knex } from 'knex'
import { renderDefiner } from '@dramac/core/db/definer'
import { runAll } from '@dramac/core/db/migrate'
import { renderPolicy, renderStatistics } from '@dramac/core/db/policy'

const tenant = 'agency_id uuid not null, site_id uuid not null'
const siteKey = (table: string) => `constraint ${table}_site_fk foreign key (agency_id, site_id) references dp.site`

const tables: readonly (readonly [name: string, body: string, rights: string])[] = [
  [
    // Under an agency's own place: for all its sites.
    'module_grants',
    `${tenant},
     id uuid not null,
     source text not null,
     target text not null,
     tables text[] not null,
     operations text[] not null constraint module_grants_operations_check check (operations <@ '{read,write}'::text[]),
     fields text[] not null,
     reason text not null,
     state text not null constraint module_grants_state_check check (state in ('requested', 'granted', 'revoked')),
     requested_by text not null,
     granted_by text,
     expires_at timestamptz,
     created_at timestamptz not null,
     decided_at timestamptz,
     primary key (agency_id, site_id, id), ${siteKey('module_grants')},
     constraint module_grants_other_check check (source <> target)`,
    'select, insert, update',
  ],
  [
    'module_accesses',
    `${tenant},
     id uuid not null,
     source text not null,
     target text not null,
     entity text not null,
     operation text not null constraint module_accesses_operation_check check (operation in ('read', 'write')),
     row_count integer not null,
     actor text not null,
     at timestamptz not null,
     primary key (agency_id, site_id, id), ${siteKey('module_accesses')}`,
    // What happened is never changed.
    'select, insert',
  ],
]

/** Definer functions of the search role, each bound to the place that the transaction stands in. */
const functions: readonly (readonly [signature: string, create: string])[] = [
  [
    // Module, entity and state are all that it learns of a row: of a module's tables the role reads nothing else.
    'dramac.count_rows(uuid[], jsonb)',
    `create function dramac.count_rows(p_sites uuid[], p_entities jsonb)
     returns table (site_id uuid, module text, entity text, state text, row_count bigint)
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
     declare v_counts text;
     begin
       select string_agg(format(
         'select i.site_id, %1$L::text, %2$L::text, %3$s, count(t.agency_id) from dp.site_modules i
          left join %4$I.%5$I t on t.agency_id = i.agency_id and t.site_id = i.site_id
          where i.agency_id = $1 and i.site_id = any ($2) and i.module = %1$L group by 1, 4',
         e.module, e.entity, case when e.stated then 't.state' else 'null::text' end,
         'mod_' || replace(e.module, '-', '_'), e.plural), ' union all ')
       into v_counts
       from jsonb_to_recordset(p_entities) e(module text, entity text, plural text, stated boolean);
       if v_counts is not null then
         return query execute v_counts using dramac.current_agency(), p_sites;
       end if;
     end $$`,
  ],
  [
    // At a site also what its agency granted for all of them, which stands under another place.
    'dp.list_module_grants()',
    `create function dp.list_module_grants() returns setof dp.module_grants
     language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin
       return query select g.* from dp.module_grants g where g.agency_id = dramac.current_agency()
         and g.site_id in (dramac.current_site(), dramac.current_agency());
     end $$`,
  ],
]

/** Of the module tables that are there already; those to come bring it along. */
const letSearchCount = `do $$ declare t record; begin
  for t in select n.nspname as schema, c.relname as name,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'state') as stated
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname like 'mod\\_%'
  loop
    execute format('grant usage on schema %I to dramac_search', t.schema);
    execute format('grant select (agency_id, site_id%s) on %I.%I to dramac_search',
      case when t.stated then ', state' else '' end, t.schema, t.name);
  end loop;
end $$`

export async function up(db: Knex): Promise<void> {
  for (const [name, body, rights] of tables) {
    const table = `dp.${name}`
    await runAll(db, [
      `create table ${table} (${body})`,
      ...renderPolicy({ table, scope: 'site' }),
      renderStatistics(table),
      `grant ${rights} on ${table} to dramac_app, dramac_worker`,
      `grant select, insert, update, delete on ${table} to dramac_admin`,
    ])
  }
  await runAll(db, [
    'create index module_accesses_list_idx on dp.module_accesses (agency_id, site_id, at desc, id desc)',
    'grant select on dp.module_grants to dramac_search',
    letSearchCount,
    'grant create on schema dramac, dp to dramac_search',
  ])
  for (const [signature, create] of functions)
    await runAll(db, renderDefiner({ signature, create, callers: 'dramac_app, dramac_worker, dramac_admin' }))
  await db.raw('revoke create on schema dramac, dp from dramac_search')
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    ...functions.toReversed().map(([signature]) => `drop function ${signature}`),
    ...tables.toReversed().map(([name]) => `drop table dp.${name}`),
    `do $$ declare s text; begin
       for s in select nspname from pg_namespace where nspname like 'mod\\_%' loop
         execute format('revoke all on all tables in schema %I from dramac_search', s);
         execute format('revoke usage on schema %I from dramac_search', s);
       end loop;
     end $$`,
  ])
}
