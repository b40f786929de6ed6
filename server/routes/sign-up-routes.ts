/** Signing up, and the links in mail that let people in. All of them answer alike for every address. */
import type { JsonSchema } from '@dramac/contract/wire/json'
import {
  confirmEmail,
  confirmMagicLink,
  confirmReset,
  requestMagicLink,
  requestReset,
} from '@dramac/core/identity/recover'
import { signUp, type SignUp } from '@dramac/core/identity/sign-up'
import { accountCounter } from '@dramac/core/limits/counter-name'
import type { Installation } from '../installation.ts'
import type { PersonRoute } from '../http/person-route.ts'
import { ok } from '../http/route.ts'
import { answerAdmission, email, password, secret } from './session.ts'

export const name: JsonSchema = { type: 'string', minLength: 1, maxLength: 120, pattern: '\\S' }
/** A page of ours: no scheme, no host, nothing that a browser would read as one. */
const next: JsonSchema = { type: 'string', maxLength: 500, pattern: '^/(?![/\\\\])[^\\\\\\s\\u0000-\\u001f]*$' }

const token: JsonSchema = { type: 'object', required: ['token'], properties: { token: secret } }
const accepted = { status: 202, body: {} }

export function signUpRoutes(installation: Installation): PersonRoute[] {
  const { limiter } = installation
  /** Nobody's mailbox is filled by others. */
  const countMail = (address: string) => limiter.count('account-mail', accountCounter(address))
  return [
    {
      method: 'POST',
      path: '/v1/sign-up',
      permission: 'anyone',
      limit: 'auth-misc',
      body: {
        type: 'object',
        required: ['agencyName', 'name', 'email', 'password'],
        properties: {
          agencyName: name,
          name,
          email,
          password,
          zone: { type: 'string', maxLength: 60 },
          locale: { type: 'string', maxLength: 35 },
        },
      },
      async handle({ desk, input }) {
        const given = input<SignUp>()
        await countMail(given.email)
        await signUp(desk, given)
        return accepted
      },
    },
    {
      method: 'POST',
      path: '/v1/password-resets',
      permission: 'anyone',
      limit: 'auth-misc',
      body: { type: 'object', required: ['email'], properties: { email } },
      async handle({ desk, input }) {
        const given = input<{ email: string }>()
        await countMail(given.email)
        await requestReset(desk, given)
        return accepted
      },
    },
    {
      method: 'POST',
      path: '/v1/magic-links',
      permission: 'anyone',
      limit: 'auth-misc',
      body: { type: 'object', required: ['email'], properties: { email, next } },
      async handle({ desk, input }) {
        const given = input<{ email: string; next?: string }>()
        await countMail(given.email)
        await requestMagicLink(desk, given)
        return accepted
      },
    },
    ...confirmations(installation),
  ]
}

function confirmations(installation: Installation): PersonRoute[] {
  return [
    {
      method: 'POST',
      path: '/v1/password-resets/confirm',
      permission: 'anyone',
      limit: 'auth-misc',
      body: { type: 'object', required: ['token', 'password'], properties: { token: secret, password } },
      async handle(asked) {
        const admission = await confirmReset(asked.desk, asked.input<{ token: string; password: string }>())
        return answerAdmission(installation, asked, admission)
      },
    },
    {
      method: 'POST',
      path: '/v1/magic-links/confirm',
      permission: 'anyone',
      limit: 'auth-misc',
      body: token,
      async handle(asked) {
        const admission = await confirmMagicLink(asked.desk, asked.input<{ token: string }>())
        return answerAdmission(installation, asked, admission)
      },
    },
    {
      method: 'POST',
      path: '/v1/email-verifications/confirm',
      permission: 'anyone',
      limit: 'auth-misc',
      body: token,
      handle: async ({ desk, input }) => ok(await confirmEmail(desk, input<{ token: string }>())),
    },
  ]
}
