/**
 * The same twenty rows of one site of a thousand rows over REST: in a table that holds nothing else, and in one that holds a
 * million rows of a thousand sites. What other tenants keep must not be felt.
 */
import { startProgram, type Program } from '../../test/setup/global.ts'
import { fillSites } from './fill-sites.ts'
import { expectOnly, sendLoad, type Spent, type Target } from './load.ts'
import { compareInRounds, type Measure } from './measure.ts'

export const name = 'api-scale'

const rounds = 9
const rowsPerSite = 1000
const load = { connections: 16, requests: 1500 }

export async function run(): Promise<Measure[]> {
  const programs = await Promise.all([1, 2].map(() => startProgram({ DRAMAC_LIMITS_SCALE: '1000' })))
  const [alone, among] = programs as [Program, Program]
  try {
    await fillSites(alone, { sites: 0, rowsPerSite })
    await fillSites(among, { sites: 999, rowsPerSite })
    const ask = async (program: Program): Promise<Spent> => {
      const spent = await sendLoad(targetOf(program), load)
      expectOnly(200, spent)
      return spent
    }
    await Promise.all([ask(alone), ask(among)])
    const time = async (program: Program) => 1_000_000 / (await ask(program)).perSecond
    const { subject, ratio } = await compareInRounds({
      rounds,
      subject: () => time(among),
      baseline: () => time(alone),
    })
    const baseline = 'the same site alone in its table'
    return [
      { name: 'api-scale time of a list among 1,000,000 rows', value: subject, unit: 'µs/request', ratio, baseline },
    ]
  } finally {
    for (const program of programs) await program.stop()
  }
}

const targetOf = ({ child, port }: Program): Target => ({
  pid: child.pid!, // it runs
  port,
  path: '/v1/sites/harbor/modules/booking/services',
  headers: { Authorization: 'Bearer dm_sk_test_harbor', Host: `localhost:${port}` },
})
