import type { Statement } from '../db/tx.ts'

/** The site, when the place is one, and its agency. */
export const listBrands: Statement = {
  name: 'brands_list',
  text: `select 'agency' as place, name from dramac.agencies where agency_id = $1
         union all
         select 'site', name from dramac.sites where agency_id = $1 and site_id = $2`,
}
