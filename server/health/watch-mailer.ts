import type { Mailer } from '@dramac/core/mail/send-mail'
import type { Line } from './health.ts'

/** Every mail that is sent tells of the server; a refused recipient tells that it is there. */
export function watchMailer(mailer: Mailer, line: Line): Mailer {
  return {
    isRemote: mailer.isRemote,
    async send(mail) {
      try {
        const providerId = await mailer.send(mail)
        line.ok()
        return providerId
      } catch (error) {
        const { code } = Object(error) as { code?: string } // nodemailer's, only read
        if (code === 'EENVELOPE' || code === 'EMESSAGE') line.ok()
        else line.away(error)
        throw error
      }
    },
  }
}
