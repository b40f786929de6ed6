/** The functions that look past row security: each is known, pins its search path, and is run by whom it is meant for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { ConnectionUrls } from '@dramac/core/db/prepare'

/** Reviewed: what it takes, and why its answer tells nobody what they may not know. */
const reviewed: Readonly<Record<string, string>> = {
  'dramac.access_of': 'an identity and a place; answers one word about that pair',
  'dramac.user_has_site_access': 'the same, as yes or no',
  'dramac.find_sign_in': 'an address; the hash stays in core, which answers alike for all addresses',
  'dramac.find_session': 'the hash of a token that only its holder has',
  'dramac.inspect_invitation': 'the hash of a token that only the mail’s reader has',
  'dramac.accept_invitation': 'the same, and the person of the context, whose address must be the one invited',
  'dramac.find_api_key': 'the hash of a secret that only its holder has',
  'dramac.find_site_key': 'a public label; answers what the widget of that site shows',
  'dramac.find_site': 'a public name; core answers only whoever holds something there',
  'dramac.find_home': 'an identity that was authenticated; answers its own agency',
  'dramac.list_site_grants': 'an identity that was authenticated; answers its own grants',
  'dramac.list_agency_grants': 'an identity that was authenticated; answers its own grants',
  'dramac.list_user_grants': 'an identity that was authenticated; answers its own grants',
  'dramac.list_user_sites': 'an identity that was authenticated; answers the sites it may enter',
  'dramac.find_person': 'an identity; answers name and address of a member of the context’s agency alone',
  'dramac.list_members': 'the members of the context’s agency alone',
  'dramac.is_member_address': 'an address; answers whether a member of the context’s agency has it',
  'dramac.find_email_token': 'the hash of a token that only its holder has; answers whose it is',
  'dramac.find_challenge': 'the hash of a token that only its holder has; answers whose it is',
  'dramac.find_passkey': 'a credential’s public name; its signature is checked behind it',
  'dramac.find_portal_user': 'a portal’s person of the context’s agency alone',
  'dramac.delete_spent': 'deletes what is over, reads nothing',
  'dp.list_audits': 'the audit of the context’s agency or site, and of what its asker is bound to',
  'dp.purge_site': 'deletes the context’s site once its time in the archive is over, for the worker alone',
  'dramac.find_sites_by_domain': 'a part of a domain; answers sites of the context’s agency alone',
  'dramac.is_slug_taken': 'a public name; answers yes or no',
  'dramac.list_installed': 'modules of sites of the context’s agency alone',
  'dramac.list_purgeable': 'identities of what is to be purged, for the worker alone',
  'dramac.measure_usage': 'amounts of the context’s agency alone',
  'dramac.add_job': 'puts a job into the queue, reads nothing',
  'dramac.remove_job': 'takes a job of a known key out of the queue, reads nothing',
  'dramac.list_recipients': 'members of the context’s agency with how they want to be told, for the worker alone',
  'dramac.add_notifications': 'adds notifications in the context’s place, for the worker alone; answers whose are new',
  'dramac.list_due_digests': 'identities of people and agencies, for the worker alone',
  'dramac.take_due_notifications': 'what was gathered for a person in the context’s agency, for the worker alone',
  'dramac.add_errors': 'adds to the groups of errors, reads nothing',
  'dramac.add_job_failure': 'adds to the history of jobs, for the worker alone',
  'dramac.delete_problems': 'deletes what is over, for the worker alone',
  'dramac.count_tasks': 'how many jobs there are of each kind, for administrators alone',
  'dramac.list_timetable': 'when each kind ran last, for administrators alone',
  'dramac.list_workers': 'who runs jobs, for administrators alone',
  'dramac.list_failing_jobs': 'jobs without their payload, for administrators alone',
  'dramac.retry_jobs': 'jobs of known numbers, for administrators alone',
  'dramac.drop_jobs': 'jobs of known numbers, for administrators alone',
  'dramac.count_rows':
    'sites and entities; answers how many rows those have in the context’s agency, and in which states',
  'dp.list_module_grants': 'what modules may do at the context’s site, granted there or by its agency',
  'dp.list_expired_files': 'a time; answers kinds and keys of files that ran out, to the worker alone',
  'dp.add_requests': 'adds to the request log, reads nothing',
  'dp.list_undelivered': 'identities of events for the relay, for the worker alone',
  'dp.delete_expired': 'deletes what is over, for the worker alone',
}

/** The owner obeys row security as everybody does: what it defines reaches no further than the context. */
const ownersOf = (name: string): readonly string[] =>
  name === 'dp.purge_site' ? ['dramac_owner'] : ['dramac_search', 'dramac_worker']

interface Definer {
  readonly name: string
  readonly owner: string
  readonly pinned: boolean
  readonly language: string
  readonly isPublic: boolean
}

let client: pg.Client
let definers: Definer[]
beforeAll(async () => {
  const urls = JSON.parse(readFileSync(join(inject('dataDir'), 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
  client = new pg.Client({ connectionString: urls.admin })
  await client.connect()
  const { rows } = await client.query<Definer>(
    `select n.nspname || '.' || p.proname as name, r.rolname as owner, l.lanname as language,
       coalesce(array_to_string(p.proconfig, ','), '') ~ '^search_path=pg_catalog, pg_temp' as pinned,
       coalesce(exists (select from aclexplode(p.proacl) where grantee = 0), p.proacl is null) as "isPublic"
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
     join pg_language l on l.oid = p.prolang
     where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') order by 1`,
  )
  definers = rows
})
afterAll(() => client.end())

describe('a function that passes row security', () => {
  it('is one of those that were reviewed, and each of those is there', () =>
    expect([...new Set(definers.map(({ name }) => name))]).toEqual(Object.keys(reviewed).toSorted()))

  it('belongs to a role that nobody logs in as to serve requests, pins its search path, and is not everybody’s', () => {
    const wrong = definers.filter(
      ({ name, owner, pinned, language, isPublic }) =>
        !ownersOf(name).includes(owner) || !pinned || language !== 'plpgsql' || isPublic,
    )
    expect(wrong).toEqual([])
  })
})
