/** Claims of resources for times, over the table that a manifest's allocation entity declares. */
import type { Manifest } from '@dramac/contract/manifest'
import { toSnake } from '../../db/columns.ts'
import { tableOf } from '../../db/module-tables.ts'
import type { Statement } from '../../db/tx.ts'

export interface AllocationStatements {
  readonly insert: Statement
  readonly listBusy: Statement
  readonly release: Statement
  readonly enliven: Statement
  readonly releaseExpired: Statement
  readonly keep: Statement
}

export function compileAllocations(manifest: Manifest, entity: string): AllocationStatements {
  const use = manifest.entities[entity]?.allocation
  if (!use) throw new Error(`${manifest.slug}.${entity} declares no allocation`)
  const table = tableOf(manifest, entity)
  const resource = `${toSnake(use.resource)}_id`
  const holder = `${toSnake(use.holder)}_id`
  const longest = `make_interval(mins => ${use.longestMinutes})`
  const here = 'agency_id = $1 and site_id = $2'
  const named = (what: string, text: string): Statement => ({ name: `${manifest.slug}_${entity}_${what}`, text })
  return {
    insert: named(
      'claim',
      `insert into ${table} (agency_id, site_id, id, ${resource}, ${holder}, starts_at, ends_at, before_minutes, after_minutes,
         busy, state, created_at, updated_at, expires_at)
       values ($1, $2, $3, $4, $5, $6::timestamptz, $7::timestamptz, $8::integer, $9::integer,
         tstzrange($6::timestamptz - make_interval(mins => $8::integer), $7::timestamptz + make_interval(mins => $9::integer)),
         $10, $11, $11, $12)`,
    ),
    listBusy: named(
      'busy',
      // The start alone bounds the search, by leakproof operators; the range then decides.
      `select ${resource} as "resourceId", (date_part('epoch', lower(busy)) * 1000)::bigint as "startMs",
         (date_part('epoch', upper(busy)) * 1000)::bigint as "endMs", ${holder} as "holderId", expires_at is not null as "isHold"
       from ${table} where ${here} and ${resource} = any($3::uuid[]) and state = 'live'
         and starts_at > $4::timestamptz - ${longest} and starts_at < $5::timestamptz + ${longest}
         and busy && tstzrange($4, $5) and (expires_at is null or expires_at > $6)`,
    ),
    release: named(
      'release',
      `update ${table} set state = 'released', updated_at = $4 where ${here} and ${holder} = $3 and state <> 'released'`,
    ),
    // The exclusion constraint knows no clock, so holds that ran out are released before a claim is made.
    releaseExpired: named(
      'release_expired',
      `update ${table} set state = 'released', updated_at = $4
       where ${here} and ${resource} = any($3::uuid[]) and state = 'live' and expires_at <= $4`,
    ),
    keep: named(
      'keep',
      `update ${table} set state = $5, expires_at = null, updated_at = $4 where ${here} and ${holder} = $3 and state = 'live'`,
    ),
    enliven: named(
      'enliven',
      `update ${table} set state = 'live', updated_at = $4 where ${here} and ${holder} = $3 and state = 'waiting'`,
    ),
  }
}
