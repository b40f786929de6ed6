import { atDesk, become, type Desk } from './desk.ts'
import { findOrigin } from './impersonation-queries.ts'
import * as people from './person-queries.ts'
import type { LiveSession } from './sessions.ts'

/** Of somebody who acts as another person, their own session ends, and that one with it. */
export const signOut = (desk: Desk, session: LiveSession): Promise<void> =>
  atDesk(desk, session, async (tx, emit) => {
    const { userId, sessionId, impersonatorId } = session
    if (impersonatorId === null) await tx.run(people.deleteSession, [userId, sessionId])
    else {
      const found = await tx.row<{ originId: string }>(findOrigin, [userId, sessionId])
      await become(tx, impersonatorId)
      if (found) await tx.run(people.deleteSession, [impersonatorId, found.originId])
    }
    await emit('identity.session.closed', { sessionId })
  })
