/** Signing in and out by cookie. */
import { DmError } from '@dramac/contract/wire/errors'
import { sessionCookie } from '@dramac/contract/wire/names'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Desk } from '@dramac/core/identity/desk'
import { findSession, type OpenedSession } from '@dramac/core/identity/sessions'
import {
  answerSecondFactor,
  signIn,
  type Admission,
  type SecondFactor,
  type SignIn,
} from '@dramac/core/identity/sign-in'
import { signOut } from '@dramac/core/identity/sign-out'
import { accountCounter } from '@dramac/core/limits/counter-name'
import type { Request } from 'express'
import type { Installation } from '../installation.ts'
import { readCookie } from '../http/authenticate.ts'
import type { Asked, PersonAnswer, PersonRoute } from '../http/person-route.ts'
import { ok } from '../http/route.ts'
import { describeOpened, describeSession } from './describe-session.ts'

export const email: JsonSchema = { type: 'string', minLength: 3, maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' }
/** As given: how good it is, is said where it is set. */
export const password: JsonSchema = { type: 'string', minLength: 1, maxLength: 500 }
export const secret: JsonSchema = { type: 'string', minLength: 10, maxLength: 200 }
export const code: JsonSchema = { type: 'string', pattern: '^\\d{6}$' }

const credentials: JsonSchema = {
  type: 'object',
  required: ['email', 'password'],
  properties: {
    email: { type: 'string', minLength: 3, maxLength: 254 },
    password,
    realm: { type: 'string', enum: ['staff', 'portal'] },
    agency: { type: 'string', minLength: 1, maxLength: 100 },
  },
}

const secondFactor: JsonSchema = {
  type: 'object',
  required: ['challenge'],
  properties: { challenge: secret, code, recoveryCode: { type: 'string', minLength: 10, maxLength: 20 } },
  oneOf: [{ required: ['code'] }, { required: ['recoveryCode'] }],
}

export function sessionRoutes(installation: Installation): PersonRoute[] {
  const path = '/v1/session'
  return [
    {
      method: 'GET',
      path,
      permission: 'session',
      limit: 'staff-read',
      handle: async ({ session }) => ok(await describeSession(installation, session)),
    },
    {
      method: 'POST',
      path,
      permission: 'anyone',
      limit: 'sign-in',
      body: credentials,
      handle: (asked) => openByPassword(installation, asked),
    },
    {
      method: 'DELETE',
      path,
      permission: 'anyone',
      limit: 'staff-write',
      async handle({ desk, request }) {
        await endCookie(installation, desk, request)
        return { status: 204, session: null }
      },
    },
    {
      method: 'POST',
      path: `${path}/second-factor`,
      permission: 'anyone',
      limit: 'sign-in',
      body: secondFactor,
      async handle(asked) {
        const { session, next } = await answerSecondFactor(asked.desk, asked.input<SecondFactor>())
        return answerOpened(installation, asked, { session, next })
      },
    },
  ]
}

/** Who guesses is slowed down by network and by account, known or not; only failures stay counted against an account. */
async function openByPassword(installation: Installation, asked: Asked): Promise<PersonAnswer> {
  const { limiter } = installation
  const given = asked.input<SignIn>()
  const account = accountCounter(given.email)
  const counted = await limiter.count('sign-in-account', account)
  const admission = await signIn(asked.desk, given)
  await limiter.forgive('sign-in-account', account)
  const answer = await answerAdmission(installation, asked, admission)
  return { ...answer, headers: counted }
}

/** @throws UNAUTHORIZED `identity.second_factor_required` with the challenge and what answers it. */
export function answerAdmission(installation: Installation, asked: Asked, admission: Admission): Promise<PersonAnswer> {
  if ('session' in admission) return answerOpened(installation, asked, admission)
  const { challenge, methods } = admission
  throw new DmError('UNAUTHORIZED', 'identity.second_factor_required', { challenge, methods })
}

interface Opened {
  readonly session: OpenedSession
  readonly next?: string | null
}

/** Whatever cookie came along is not taken over, and the session that it may have named is over. */
export async function answerOpened(
  installation: Installation,
  { desk, request }: Asked,
  { session, next }: Opened,
): Promise<PersonAnswer> {
  await endCookie(installation, desk, request)
  const described = await describeOpened(installation, session)
  return { ...ok({ ...described, ...(next ? { next } : {}) }), session }
}

async function endCookie({ clock, db }: Installation, desk: Desk, request: Request): Promise<void> {
  const token = readCookie(request.headers.cookie, sessionCookie)
  const session = token === undefined ? undefined : await findSession(db, token, clock())
  if (session) await signOut(desk, session)
}
