/** Services of many sites at once, copied from one that is there: what a big installation's table looks like. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import pg from 'pg'
import type { Program } from '../../test/setup/global.ts'

export interface Filled {
  readonly agencyId: string
  readonly siteId: string
}

export interface Filling {
  /** Besides the site that is there. */
  readonly sites: number
  readonly rowsPerSite: number
}

export const urlsOf = ({ dataDir }: Program): ConnectionUrls =>
  JSON.parse(readFileSync(join(dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program

/** Answers the demonstration's site, which holds `rowsPerSite` more, too. */
export async function fillSites(program: Program, { sites, rowsPerSite }: Filling): Promise<Filled> {
  const admin = new pg.Client({ connectionString: urlsOf(program).admin })
  await admin.connect()
  try {
    const { rows: columns } = await admin.query<{ name: string }>(
      `select column_name as name from information_schema.columns
       where table_schema = 'mod_booking' and table_name = 'services' and is_generated = 'NEVER'
         and column_name not in ('agency_id', 'site_id', 'id', 'slug', 'created_at')`,
    )
    const names = columns.map(({ name }) => name)
    const { rows } = await admin.query<Filled>(
      `select agency_id as "agencyId", site_id as "siteId" from dramac.sites where slug = 'harbor'`,
    )
    const home = rows[0]!
    // Ten sites an agency, as agencies are.
    await admin.query(
      `insert into dp.site (agency_id, site_id)
       select ('00000000-0000-4000-9000-' || lpad((n / 10)::text, 12, '0'))::uuid, ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid
       from generate_series(1, $1::integer) n`,
      [sites],
    )
    await admin.query(
      `insert into mod_booking.services (agency_id, site_id, id, slug, created_at, ${names.join(', ')})
       select s.agency_id, s.site_id, gen_random_uuid(), 'copy-' || n, now() - n * interval '1 minute', ${names.map((name) => `one.${name}`).join(', ')}
       from (select * from mod_booking.services where agency_id = $1 and site_id = $2 limit 1) one
       cross join (select agency_id, site_id from dp.site where agency_id::text like '00000000-0000-4000-9000-%'
                   union all select $1, $2) s
       cross join generate_series(1, $3::integer) n`,
      [home.agencyId, home.siteId, rowsPerSite],
    )
    await admin.query('vacuum (analyze) mod_booking.services')
    return home
  } finally {
    await admin.end()
  }
}
