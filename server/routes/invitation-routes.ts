/** An invitation as whoever got it by mail sees it. */
import { sessionCookie } from '@dramac/contract/wire/names'
import type { JsonSchema } from '@dramac/contract/wire/json'
import {
  acceptInvitation,
  inspectInvitation,
  requestRenewal,
  type Acceptance,
} from '@dramac/core/identity/accept-invitation'
import { hashSecret } from '@dramac/core/identity/secrets'
import { findSession, type LiveSession } from '@dramac/core/identity/sessions'
import { DmError } from '@dramac/contract/wire/errors'
import type { Installation } from '../installation.ts'
import { readCookie } from '../http/authenticate.ts'
import type { Asked, PersonRoute } from '../http/person-route.ts'
import { ok } from '../http/route.ts'
import { describeOpened } from './describe-session.ts'
import { password, secret } from './session.ts'
import { name } from './sign-up-routes.ts'

const token: JsonSchema = { type: 'object', required: ['token'], properties: { token: secret } }

export function invitationPages(installation: Installation): PersonRoute[] {
  const { db, clock, limiter } = installation
  /** Whoever is signed in, if anybody. */
  async function sessionOf({ request }: Asked): Promise<LiveSession | undefined> {
    const cookie = readCookie(request.headers.cookie, sessionCookie)
    return cookie === undefined ? undefined : findSession(db, cookie, clock())
  }
  const row = { method: 'POST', limit: 'auth-misc' } as const
  return [
    {
      ...row,
      permission: 'anyone',
      path: '/v1/invitations/inspect',
      body: token,
      async handle(asked) {
        const given = asked.input<{ token: string }>()
        return ok(await inspectInvitation(asked.desk, given.token, await sessionOf(asked)))
      },
    },
    {
      ...row,
      permission: 'anyone',
      path: '/v1/invitations/accept',
      body: { ...token, properties: { token: secret, name, password } },
      async handle(asked) {
        const before = await sessionOf(asked)
        if (before && before.impersonatorId !== null) throw new DmError('FORBIDDEN', 'identity.impersonating')
        const session = await acceptInvitation(asked.desk, asked.input<Acceptance>(), before)
        return { ...ok(await describeOpened(installation, session)), session }
      },
    },
    {
      ...row,
      permission: 'anyone',
      path: '/v1/invitations/renew',
      body: token,
      async handle({ desk, input }) {
        const given = input<{ token: string }>()
        await limiter.count('account-mail', hashSecret(given.token).toString('base64url'))
        await requestRenewal(desk, given.token)
        return { status: 202, body: {} }
      },
    },
  ]
}
