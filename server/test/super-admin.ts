/** A super admin of the test's own: a person with that role in the platform's own agency. */
import { randomUUID } from 'node:crypto'
import { transactPlain } from '@dramac/core/db/database'
import { platformPlace } from '@dramac/core/access/places'
import { hashPassword } from '@dramac/core/identity/passwords'
import { insertMembership, insertUser } from '@dramac/core/sites/queries'
import { newLabel } from '@dramac/core/identity/secrets'
import { inject } from 'vitest'
import { ask, type Ask, type Reply, type Stand } from './site.ts'

export interface SuperAdmin {
  /** Below `/v1/platform/`. */
  ask<T>(call: Ask): Promise<Reply<T>>
}

export async function signInSuperAdmin({ admin }: Pick<Stand, 'admin'>, port = inject('port')): Promise<SuperAdmin> {
  const [userId, password] = [randomUUID(), newLabel(12)]
  const email = `super-${newLabel(8)}@platform.test`
  const hash = await hashPassword(password)
  await transactPlain(admin, async (tx) => {
    await tx.run(insertUser, [userId, email, 'Super', hash, new Date(), null])
    await tx.run(insertMembership, [platformPlace.agencyId, randomUUID(), userId, 'super_admin', null])
  })
  const own = { 'Dm-Request': '1' }
  const reply = await ask({ port, path: '/v1/session', body: { email, password }, headers: own })
  const Cookie = String(reply.headers['set-cookie']?.[0]).split(';')[0]!
  return {
    ask: (call) =>
      ask({ port, ...call, path: `/v1/platform/${call.path}`, headers: { Cookie, ...own, ...call.headers } }),
  }
}
