/** Second factors of a person's own account, and signing in by a passkey. */
import type { JsonSchema } from '@dramac/contract/wire/json'
import { confirmTotp, offerTotp, removeTotp, renewRecoveryCodes } from '@dramac/core/identity/factors'
import {
  addPasskey,
  listPasskeys,
  offerPasskey,
  offerPasskeySignIn,
  removePasskey,
  renamePasskey,
  signInByPasskey,
  type NewPasskey,
} from '@dramac/core/identity/passkeys'
import type { Installation } from '../installation.ts'
import type { PersonRoute } from '../http/person-route.ts'
import { created, noContent, ok } from '../http/route.ts'
import { answerOpened, code, secret } from './session.ts'

type Signed = Parameters<typeof signInByPasskey>[1]

const label: JsonSchema = { type: 'string', minLength: 1, maxLength: 80, pattern: '\\S' }
/** As the browser made it. */
const response: JsonSchema = { type: 'object', required: ['id'] }
const sensitive = { limit: 'auth-misc', demands: ['in person', 'confirmed'] } as const

export const factorRoutes = (installation: Installation): PersonRoute[] => [
  ...totpRows,
  ...passkeyRows,
  {
    method: 'POST',
    path: '/v1/session/passkey/options',
    permission: 'anyone',
    limit: 'auth-misc',
    handle: async ({ desk }) => ok(await offerPasskeySignIn(desk)),
  },
  {
    method: 'POST',
    path: '/v1/session/passkey',
    permission: 'anyone',
    limit: 'auth-misc',
    body: { type: 'object', required: ['challenge', 'response'], properties: { challenge: secret, response } },
    async handle(asked) {
      const session = await signInByPasskey(asked.desk, asked.input<Signed>())
      return answerOpened(installation, asked, { session })
    },
  },
]

const totpRows: readonly PersonRoute[] = [
  {
    ...sensitive,
    permission: 'session',
    method: 'POST',
    path: '/v1/me/totp',
    handle: async ({ desk, session }) => ok(await offerTotp(desk, session)),
  },
  {
    ...sensitive,
    permission: 'session',
    method: 'POST',
    path: '/v1/me/totp/confirm',
    demands: ['in person'],
    body: { type: 'object', required: ['code'], properties: { code } },
    async handle({ desk, session: own, input }) {
      const { recoveryCodes, session } = await confirmTotp(desk, own, input<{ code: string }>())
      return { ...ok({ recoveryCodes }), session }
    },
  },
  {
    ...sensitive,
    permission: 'session',
    method: 'DELETE',
    path: '/v1/me/totp',
    handle: async ({ desk, session }) => ({ ...noContent, session: await removeTotp(desk, session) }),
  },
  {
    ...sensitive,
    permission: 'session',
    method: 'POST',
    path: '/v1/me/recovery-codes',
    handle: async ({ desk, session }) => ok(await renewRecoveryCodes(desk, session)),
  },
]

const passkeyRows: readonly PersonRoute[] = [
  {
    method: 'GET',
    path: '/v1/me/passkeys',
    permission: 'session',
    limit: 'staff-read',
    handle: async ({ desk, session: { userId } }) =>
      ok({ data: await desk.shared.db.user(userId, (tx) => listPasskeys(tx, userId)) }),
  },
  {
    ...sensitive,
    permission: 'session',
    method: 'POST',
    path: '/v1/me/passkeys/options',
    handle: async ({ desk, session }) => ok(await offerPasskey(desk, session)),
  },
  {
    ...sensitive,
    permission: 'session',
    method: 'POST',
    path: '/v1/me/passkeys',
    demands: ['in person'],
    body: {
      type: 'object',
      required: ['challenge', 'response', 'label'],
      properties: { challenge: secret, response, label },
    },
    async handle({ desk, session: own, input }) {
      const { passkey, session } = await addPasskey(desk, own, input<NewPasskey>())
      return { ...created(passkey), session }
    },
  },
  {
    method: 'PATCH',
    path: '/v1/me/passkeys/:id',
    permission: 'session',
    limit: 'staff-write',
    demands: ['in person'],
    body: { type: 'object', required: ['label'], properties: { label } },
    async handle({ desk, session, id, input }) {
      const given = input<{ label: string }>()
      return ok(await renamePasskey(desk, session, { id, ...given }))
    },
  },
  {
    ...sensitive,
    permission: 'session',
    method: 'DELETE',
    path: '/v1/me/passkeys/:id',
    async handle({ desk, session, id }) {
      await removePasskey(desk, session, id)
      return noContent
    },
  },
]
