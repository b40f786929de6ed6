/** Three agencies of three sites each, every one with a word that stands nowhere else, and everybody who may ask. */
import { randomUUID } from 'node:crypto'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { newLabel } from '@dramac/core/identity/secrets'
import * as queries from '@dramac/core/sites/queries'
import { addPerson } from './hierarchy-stand.ts'
import { addService, type Stand, type TestSite } from './site.ts'

export interface Actor {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  /** Words that its answers may hold. */
  readonly mayRead: readonly string[]
  /** Identities of the sites and agencies whose rows its requests may change. */
  readonly mayChange: readonly string[]
  /** An address whose answer holds one of its words. */
  readonly probe?: string
}

export interface FoundedSite {
  readonly agencyId: string
  readonly siteId: string
  readonly clientId: string
  readonly slug: string
  readonly word: string
  readonly key: string
}

export interface FoundedAgency {
  readonly agencyId: string
  readonly slug: string
  readonly word: string
  readonly sites: readonly FoundedSite[]
}

export interface Founded {
  readonly agencies: readonly FoundedAgency[]
  readonly actors: readonly Actor[]
}

const newWord = (kind: string): string => `${kind}-${newLabel(16)}`

/** Besides the site that the agency has, with a client of its own. */
async function addSite(
  { admin, newKey }: Stand,
  home: TestSite,
): Promise<Omit<FoundedSite, 'word' | 'key'> & { key: string }> {
  const [siteId, clientId, label] = [randomUUID(), randomUUID(), newLabel(12)]
  const { agencyId } = home
  const slug = `site-${label}`
  const run = ({ text }: { text: string }, values: readonly unknown[]) => admin.query(text, [...values])
  await run(queries.insertClient, [agencyId, clientId, `client-${label}`, 'Client', ['booking:read']])
  await run(queries.insertSite, [agencyId, siteId, clientId, slug, 'Site', 'UTC', 'en'])
  await run(queries.insertSiteSlug, [slug, agencyId, siteId])
  await run(queries.insertDataSite, [agencyId, siteId])
  await run(queries.insertSiteKey, [agencyId, siteId, newUuidV7(Date.now()), `dm_pk_test_${label}`, label, 'test'])
  await run(queries.insertSiteModule, [agencyId, siteId, 'booking', '1.0.0'])
  const { rows } = await admin.query<{ permissions: string[] }>(
    'select permissions from dramac.api_keys where site_id = $1',
    [home.siteId],
  )
  const key = await newKey({ ...home, siteId, slug }, rows[0]!.permissions)
  return { agencyId, siteId, clientId, slug, key }
}

async function foundAgency(stand: Stand): Promise<FoundedAgency> {
  const home = await stand.newSite([])
  const { rows } = await stand.admin.query<{ slug: string; clientId: string }>(
    `select a.slug, s.client_id as "clientId" from dramac.agencies a join dramac.sites s using (agency_id) where agency_id = $1`,
    [home.agencyId],
  )
  const { slug, clientId } = rows[0]!
  const word = newWord('agency')
  await stand.admin.query('update dramac.agencies set name = $2 where agency_id = $1', [home.agencyId, word])
  const bare = [{ ...home, clientId }, await addSite(stand, home), await addSite(stand, home)]
  const sites = await Promise.all(bare.map((site) => fill(stand, site)))
  return { agencyId: home.agencyId, slug, word, sites }
}

/** The site's word in its own name, its client's, a service's and a domain. */
async function fill({ admin }: Stand, site: Omit<FoundedSite, 'word'>): Promise<FoundedSite> {
  const word = newWord('site')
  await admin.query('update dramac.sites set name = $2 where site_id = $1', [site.siteId, word])
  await admin.query('update dramac.clients set name = $3, notes = $3 where agency_id = $1 and id = $2', [
    site.agencyId,
    site.clientId,
    word,
  ])
  await addService({ ...site, publicKey: '', frameLabel: '', owner: { email: '', password: '' } })
  await admin.query('update mod_booking.services set name = $2 where site_id = $1', [site.siteId, word])
  const { agencyId, siteId, clientId, slug, key } = site
  return { agencyId, siteId, clientId, slug, key, word }
}

const idsOf = ({ agencyId, sites }: FoundedAgency): string[] => [agencyId, ...sites.map(({ siteId }) => siteId)]

async function peopleOf({ admin }: Stand, agency: FoundedAgency): Promise<Actor[]> {
  const { agencyId, word, sites } = agency
  const [first, second] = sites as [FoundedSite, FoundedSite]
  const all = [word, ...sites.map((site) => site.word)]
  const probe = `/v1/sites/${first.slug}/modules/booking/services`
  const person = async (
    name: string,
    bond: Parameters<typeof addPerson>[2],
    rights: Pick<Actor, 'mayRead' | 'mayChange'>,
  ) => {
    const { headers } = await addPerson(admin, agencyId, bond)
    return { name: `${name} of ${word}`, headers, probe, ...rights }
  }
  const everything = { mayRead: all, mayChange: idsOf(agency) }
  // Who is bound may act in the agency's own place, but sees of its sites what they are bound to.
  const bound = { mayRead: [word, first.word], mayChange: [agencyId, first.siteId] }
  return [
    await person('owner', { role: 'owner' }, everything),
    await person('admin', { role: 'admin' }, everything),
    await person('member', { role: 'member' }, everything),
    await person('member of one site', { role: 'member', siteId: first.siteId }, bound),
    await person(
      'client',
      { role: 'client', clientId: first.clientId },
      { mayRead: [word, first.word], mayChange: [first.siteId] },
    ),
    {
      name: `key of ${second.word}`,
      headers: { Authorization: `Bearer ${second.key}` },
      mayRead: [word, second.word],
      mayChange: [second.siteId],
      probe: `/v1/sites/${second.slug}/modules/booking/services`,
    },
  ]
}

export async function foundAgencies(stand: Stand): Promise<Founded> {
  const agencies = [await foundAgency(stand), await foundAgency(stand), await foundAgency(stand)]
  const people = (await Promise.all(agencies.map((agency) => peopleOf(stand, agency)))).flat()
  return { agencies, actors: [...people, { name: 'nobody', headers: {}, mayRead: [], mayChange: [] }] }
}
