/** `POST /v1/mail/events/{provider}`: what a mail provider tells of mails it took. Who signs is believed, nobody else. */
import { DmError } from '@dramac/contract/wire/errors'
import { clientNetwork } from '@dramac/core/limits/client-network'
import { takeMailEvent } from '@dramac/core/mail/mail-events'
import type { OpenRoute } from '../http/open-route.ts'
import { bytesOf } from '../http/read-json.ts'
import type { Installation } from '../installation.ts'

export const mailEventsRoute = ({ clock, config, db, limiter }: Installation): OpenRoute => ({
  method: 'POST',
  path: '/v1/mail/events/:provider',
  permission: 'anyone',
  limit: 'inbound-webhook',
  async handle(request, response) {
    const secret = config.mailEventsSecret
    if (secret === undefined) throw new DmError('NOT_FOUND', 'core.mail_provider_unknown')
    const header = (name: string) => request.get(name)
    const delivery = { header, body: bytesOf(request), secret, now: clock() }
    await takeMailEvent(db, String(request.params['provider']), delivery)
    // A provider tells of many mails from few addresses.
    await limiter.forgive('inbound-webhook', clientNetwork(request.ip))
    response.status(204).end()
  },
})
