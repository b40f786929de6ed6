/** The first who may look after the platform: everybody else is made one by somebody with access to this machine, too. */
import { platformPlace } from '@dramac/core/access/places'
import { createPool, transactPlain } from '@dramac/core/db/database'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { insertMembership } from '@dramac/core/sites/queries'
import { readConfig } from '@dramac/server/config/env'
import { UsageError } from './command.ts'
import { findConnection } from './find-connection.ts'

/** @throws Error when no installation runs here, or nobody of its staff has that address. */
export async function makeSuperAdmin({ email }: { readonly email?: string | undefined }): Promise<void> {
  if (!email) throw new UsageError('--email is the address of somebody who has an account.')
  const pool = createPool({ url: await findConnection(readConfig(), 'admin'), name: 'dramac cli', max: 1 })
  try {
    const isNew = await transactPlain(pool, async (tx) => {
      const user = await tx.row<{ id: string; is: boolean }>(
        {
          text: `select u.user_id as id, exists (select from dramac.memberships m where m.user_id = u.user_id and m.role = 'super_admin') as is
                 from dramac.users u where u.email_key = lower($1) and u.realm = 'staff'`,
        },
        [email.trim()],
      )
      if (!user) throw new Error(`Nobody signs in as ${email}. People sign up first.`)
      if (user.is) return false
      const id = newUuidV7(Date.now())
      await tx.run(insertMembership, [platformPlace.agencyId, id, user.id, 'super_admin', null])
      return true
    })
    console.log(isNew ? `${email} is a super admin now.` : `${email} is a super admin already.`)
  } finally {
    await pool.end()
  }
}
