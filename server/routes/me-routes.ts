/** What people see and change of their own account. */
import type { JsonSchema } from '@dramac/contract/wire/json'
import {
  changeEmail,
  changeMe,
  changePassword,
  confirm,
  endOtherSessions,
  endSession,
  getMe,
  listMySessions,
  requestVerification,
  type MePatch,
  type Proof,
} from '@dramac/core/identity/account'
import type { Limiter } from '../http/limiter.ts'
import type { Installation } from '../installation.ts'
import type { PersonRoute } from '../http/person-route.ts'
import { noContent, ok } from '../http/route.ts'
import { code, email, password } from './session.ts'
import { name } from './sign-up-routes.ts'

const proof: JsonSchema = {
  type: 'object',
  properties: { password, code },
  oneOf: [{ required: ['password'] }, { required: ['code'] }],
}

const accepted = { status: 202, body: {} }

export function meRoutes({ limiter }: Installation): PersonRoute[] {
  return [
    {
      permission: 'session',
      method: 'GET',
      path: '/v1/me',
      limit: 'staff-read',
      handle: async (asked) => ok(await getMe(asked.desk, asked.session)),
    },
    {
      permission: 'session',
      method: 'PATCH',
      path: '/v1/me',
      limit: 'staff-write',
      demands: ['in person'],
      body: {
        type: 'object',
        minProperties: 1,
        properties: { name, locale: { type: 'string', maxLength: 35 }, zone: { type: 'string', maxLength: 60 } },
      },
      handle: async (asked) => ok(await changeMe(asked.desk, asked.session, asked.input<MePatch>())),
    },
    {
      permission: 'session',
      method: 'POST',
      path: '/v1/me/confirmation',
      limit: 'auth-misc',
      demands: ['in person'],
      body: proof,
      async handle({ desk, session: own, input }) {
        // Whoever sits at a screen that was left open may not guess either.
        await limiter.count('sign-in-account', own.userId)
        const confirmed = await confirm(desk, own, input<Proof>())
        await limiter.forgive('sign-in-account', own.userId)
        return { ...noContent, session: confirmed }
      },
    },
    {
      permission: 'session',
      method: 'POST',
      path: '/v1/me/password',
      limit: 'auth-misc',
      demands: ['in person', 'confirmed'],
      body: { type: 'object', required: ['password'], properties: { password } },
      async handle(asked) {
        const given = asked.input<{ password: string }>()
        return { ...noContent, session: await changePassword(asked.desk, asked.session, given) }
      },
    },
    ...emailRows(limiter),
    ...sessionRows,
  ]
}

function emailRows(limiter: Limiter): PersonRoute[] {
  return [
    {
      permission: 'session',
      method: 'POST',
      path: '/v1/me/email',
      limit: 'auth-misc',
      demands: ['in person', 'confirmed'],
      body: { type: 'object', required: ['email'], properties: { email } },
      async handle({ desk, session: own, input }) {
        await limiter.count('account-mail', own.userId)
        await changeEmail(desk, own, input<{ email: string }>())
        return accepted
      },
    },
    {
      permission: 'session',
      method: 'POST',
      path: '/v1/me/email-verification',
      limit: 'auth-misc',
      demands: ['in person'],
      async handle({ desk, session: own }) {
        await limiter.count('account-mail', own.userId)
        await requestVerification(desk, own)
        return accepted
      },
    },
  ]
}

const sessionRows: readonly PersonRoute[] = [
  {
    permission: 'session',
    method: 'GET',
    path: '/v1/me/sessions',
    limit: 'staff-read',
    handle: async ({ desk, session }) => ok({ data: await listMySessions(desk, session) }),
  },
  {
    permission: 'session',
    method: 'DELETE',
    path: '/v1/me/sessions',
    limit: 'staff-write',
    demands: ['in person'],
    async handle({ desk, session }) {
      await endOtherSessions(desk, session)
      return noContent
    },
  },
  {
    permission: 'session',
    method: 'DELETE',
    path: '/v1/me/sessions/:id',
    limit: 'staff-write',
    demands: ['in person'],
    async handle({ desk, session, id }) {
      await endSession(desk, session, id)
      return id === session.sessionId ? { ...noContent, session: null } : noContent
    },
  },
]
