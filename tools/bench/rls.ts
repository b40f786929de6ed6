/**
 * What row security costs the database: our own list and a count, as the app role under the policy, against the same statements
 * as an administrator whom no policy holds. In a site of a thousand rows among a million, and in one of thirty-one thousand.
 */
import pg from 'pg'
import { recordStatements } from '@dramac/core/db/records'
import { manifest } from '@dramac/booking/manifest'
import { startProgram } from '../../test/setup/global.ts'
import { fillSites, urlsOf, type Filled } from './fill-sites.ts'
import { compareInRounds, type Measure } from './measure.ts'

export const name = 'rls'

const rounds = 15
const sizes = [1_000, 31_000]
const otherSites = 300
/** Statements a round: enough that the clock's grain and the round trip's noise do not matter. */
const repeats = { list: 300, count: 30 }

interface Question {
  readonly name: keyof typeof repeats
  readonly text: string
  readonly values: readonly unknown[]
}

function questionsOf({ agencyId, siteId }: Filled): Question[] {
  const query = { order: { field: 'createdAt', descending: true }, limit: 21 }
  const { statement, values } = recordStatements(manifest, 'service').list([agencyId, siteId], query)
  const count = 'select count(*) from mod_booking.services where agency_id = $1 and site_id = $2'
  return [
    { name: 'list', text: statement.text, values },
    { name: 'count', text: count, values: [agencyId, siteId] },
  ]
}

export async function run(): Promise<Measure[]> {
  const measures: Measure[] = []
  for (const rowsPerSite of sizes) {
    const program = await startProgram({ DRAMAC_LIMITS_SCALE: '1000' })
    const { app, admin } = urlsOf(program)
    const clients = [app, admin].map((connectionString) => new pg.Client({ connectionString }))
    const [under, free] = clients as [pg.Client, pg.Client]
    try {
      const site = await fillSites(program, { sites: rowsPerSite === sizes[0] ? otherSites : 0, rowsPerSite })
      await Promise.all(clients.map((client) => client.connect()))
      await enter(under, free, site)
      for (const question of questionsOf(site)) measures.push(await compare(question, { under, free, rowsPerSite }))
    } finally {
      await Promise.all(clients.map((client) => client.end()))
      await program.stop()
    }
  }
  return measures
}

/** Both inside a transaction, so that only the policy is between them. */
async function enter(under: pg.Client, free: pg.Client, { agencyId, siteId }: Filled): Promise<void> {
  const { rows } = await free.query<{ id: string }>('select id from dramac.api_keys where site_id = $1', [siteId])
  await Promise.all([under.query('begin'), free.query('begin')])
  await under.query('select dramac.set_tenant_context($1, $2, $3, $4)', ['key', rows[0]!.id, agencyId, siteId])
}

interface Sides {
  readonly under: pg.Client
  readonly free: pg.Client
  readonly rowsPerSite: number
}

async function compare({ name: what, text, values }: Question, { under, free, rowsPerSite }: Sides): Promise<Measure> {
  const time = async (client: pg.Client): Promise<number> => {
    const started = performance.now()
    for (let index = 0; index < repeats[what]; index++) await client.query({ name: what, text, values: [...values] })
    return ((performance.now() - started) * 1000) / repeats[what]
  }
  await Promise.all([time(under), time(free)])
  const { subject, ratio } = await compareInRounds({ rounds, subject: () => time(under), baseline: () => time(free) })
  return {
    name: `rls ${what}, site of ${rowsPerSite.toLocaleString('en')} rows`,
    value: subject,
    unit: 'µs/statement',
    ratio,
    baseline: 'the same statement without row security',
  }
}
