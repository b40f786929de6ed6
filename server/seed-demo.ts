/** The demonstration: one agency, its client's site and people, two keys, a verified foreign website. */
import { actorOf, createContext } from '@dramac/core/create-context'
import { createDatabase, transactPlain } from '@dramac/core/db/database'
import type { Context } from '@dramac/core/context'
import { addDomain, verifyDomain } from '@dramac/core/domains/operations'
import { hashPassword } from '@dramac/core/identity/passwords'
import { insertApiKey } from '@dramac/core/identity/queries'
import { hashSecret } from '@dramac/core/identity/secrets'
import { grantablePermissions } from '@dramac/core/access/permissions'
import { createSite } from '@dramac/core/sites/create-site'
import { countAgencies } from '@dramac/core/sites/queries'
import { newUuidV7 } from '@dramac/core/identity/ids'
import type { Tx } from '@dramac/core/db/tx'
import { createRandom } from './create-random.ts'
import type { Installation } from './installation.ts'
import { createPool } from '@dramac/core/db/database'

const password = 'demo-password'
const secretKey = 'dm_sk_test_harbor'

/** Does nothing where there is an agency already. */
export async function seedDemo(installation: Installation, workerUrl: string): Promise<void> {
  const { adminPool, clock, config, modules } = installation
  const now = clock()
  const passwordHash = await hashPassword(password)
  const named = [...modules.values()].flatMap(({ manifest }) => Object.keys(manifest.permissions))
  const tenant = await transactPlain(adminPool, async (tx) => {
    await lockSeed(tx)
    const counted = await tx.row<{ count: number }>(countAgencies)
    if (counted!.count > 0) return undefined
    const made = await createSite(
      tx,
      {
        agency: { slug: 'northwind', name: 'Northwind Studio' },
        client: { slug: 'harbor', name: 'Harbor Salon', portalPermissions: named },
        site: { slug: 'harbor', name: 'Harbor Salon', zone: 'Europe/Berlin', locale: 'en' },
        key: { key: 'dm_pk_test_harbor', frameLabel: 'harbor', mode: 'test' },
        people: [
          { email: 'owner@northwind.test', name: 'Nora North', passwordHash, role: 'owner' },
          { email: 'client@harbor.test', name: 'Hanna Harbor', passwordHash, role: 'client' },
        ],
        modules: [...modules.values()].map(({ manifest }) => ({ slug: manifest.slug, version: manifest.version })),
      },
      now,
    )
    const permissions = grantablePermissions('site', named)
    const key = [
      made.agencyId,
      made.siteId,
      newUuidV7(now.getTime()),
      'Demonstration',
      `${secretKey.slice(0, 15)}…`,
      hashSecret(secretKey),
    ]
    await tx.run(insertApiKey, [...key, 'test', permissions, now])
    return made
  })
  if (!tenant) return
  const pool = createPool({ url: workerUrl, name: 'dramac seed', max: 1 })
  try {
    const shared = { ...installation.shared, db: createDatabase(pool) }
    const ctx: Context = createContext(shared, {
      principal: { kind: 'job', job: 'seed' },
      tenant,
      requestId: actorOf({ kind: 'job', job: 'seed' }),
      at: now,
    })
    const random = createRandom(config.demoSeed)
    for (const { server } of modules.values()) await server.demo?.(ctx, random)
    for (const address of config.devAddresses) {
      const domain = await addDomain(ctx, { pattern: `http://${address}`, token: 'dm-demo-northwind-harbor' })
      await verifyDomain(ctx, { id: domain.id }, installation.prover)
      installation.log.debug({ address }, 'demonstration website checked')
    }
  } finally {
    await pool.end()
  }
}

/** Two nodes that start at once seed once. */
const lockSeed = (tx: Tx) => tx.row({ text: 'select pg_advisory_xact_lock(7710004)' })
