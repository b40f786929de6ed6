import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

/** The site, when the place is one, and its agency; the platform's own place has one row. */
export const listBrands: Statement = {
  name: 'brands_list',
  text: `select p.place, p.name, coalesce(b.fields, '{}') as fields, coalesce(b.version, 0) as version
         from (select 'agency' as place, agency_id as id, name from dramac.agencies where agency_id = $1
               union all
               select 'site', site_id, name from dramac.sites where agency_id = $1 and site_id = $2) p
         left join dramac.brands b on b.agency_id = $1 and b.place_id = p.id`,
}

/** Takes the brand of a place that had none, or the next version of one that is still at the version before. */
export const putBrand: Statement = {
  text: `insert into dramac.brands (agency_id, place_id, fields, version, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (agency_id, place_id) do update set fields = $3, version = $4, updated_at = $5
         where brands.version = $4 - 1`,
}

export const insertBrandVersion: Statement = {
  text: `insert into dramac.brand_versions (agency_id, place_id, id, version, fields, actor, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
}

export const listBrandVersions: Statement = {
  text: `select id, version, fields, actor, ${exactInstant('created_at')} as "createdAt" from dramac.brand_versions
         where agency_id = $1 and place_id = $2 and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
         order by created_at desc, id desc limit $5`,
}

export const findBrandVersion: Statement = {
  text: 'select fields from dramac.brand_versions where agency_id = $1 and place_id = $2 and id = $3',
}
