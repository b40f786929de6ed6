/** How a place looks to those who get its mail. */
import { sendTestMail, type Person } from '@dramac/core/brand/send-test-mail'
import type { Context } from '@dramac/core/context'
import { getAccount } from '@dramac/core/identity/sessions'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Installation } from '../installation.ts'
import type { SiteRoute } from '../http/route.ts'

const testMail: JsonSchema = {
  type: 'object',
  properties: { locale: { type: 'string', maxLength: 35, default: 'en' } },
}

export function brandRoutes({ db }: Installation): SiteRoute[] {
  const findPerson = async ({ principal }: Context): Promise<Person | undefined> =>
    principal.kind === 'user' ? (await getAccount(db, principal.userId)).user : undefined
  return [
    {
      method: 'POST',
      path: 'brand/test-mail',
      permission: 'brand:write',
      limit: 'staff-write',
      body: testMail,
      async handle({ ctx, body }) {
        const { locale } = body as { locale: string } // as the schema says
        await sendTestMail(ctx, await findPerson(ctx), locale)
        return { status: 202 }
      },
    },
  ]
}
