// The context of a transaction: who acts, in which agency and site. Policies read it and nothing else.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'

const getter = (name: string, setting: string) =>
  `create function dramac.${name}() returns uuid language sql stable parallel safe
   as $$ select nullif(current_setting('${setting}', true), '')::uuid $$`

export async function up(db: Knex): Promise<void> {
  await runAll(db, [
    'create extension if not exists btree_gist',
    'create schema dramac',
    'create schema dp',
    'grant usage on schema dramac, dp to dramac_app, dramac_worker, dramac_admin, dramac_search',
    getter('current_agency', 'dramac.agency_id'),
    getter('current_site', 'dramac.site_id'),
    getter('current_user_id', 'dramac.user_id'),
    getter('current_principal_id', 'dramac.principal_id'),
    `create function dramac.current_principal_kind() returns text language sql stable parallel safe
     as $$ select nullif(current_setting('dramac.principal_kind', true), '') $$`,
  ])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, [
    'drop function dramac.current_principal_kind()',
    'drop function dramac.current_principal_id()',
    'drop function dramac.current_user_id()',
    'drop function dramac.current_site()',
    'drop function dramac.current_agency()',
    'drop schema dp',
    'drop schema dramac',
    'drop extension btree_gist',
  ])
}
