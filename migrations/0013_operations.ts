// What operators look at: mails by age.
import type { Knex } from 'knex'
import { runAll } from '@dramac/core/db/migrate'

export async function up(db: Knex): Promise<void> {
  await runAll(db, ['create index mails_at_idx on dp.mails (created_at)'])
}

export async function down(db: Knex): Promise<void> {
  await runAll(db, ['drop index dp.mails_at_idx'])
}
