/** A real SMTP server on this machine, which a test may tell what to say to whom. */
import type { AddressInfo } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  readonly recipient: string
  readonly raw: string
  readonly parsed: ParsedMail
}

export interface MailServer {
  readonly url: string
  /** In the order of their arrival. */
  readonly mails: ReceivedMail[]
  /** `recipient` of every attempt, taken or not. */
  readonly attempts: string[]
  /** What the next attempts for a recipient are answered: a code of refusal each; then they are taken. */
  readonly refusals: Map<string, number[]>
  /** Waited for after a message is here and before it is acknowledged. */
  readonly holds: Map<string, () => Promise<void>>
  close(): Promise<void>
}

export async function openMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const attempts: string[] = []
  const refusals = new Map<string, number[]>()
  const holds = new Map<string, () => Promise<void>>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      attempts.push(address)
      const code = refusals.get(address)?.shift()
      done(code === undefined ? null : Object.assign(new Error(`no mail for ${address}`), { responseCode: code }))
    },
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => void receive({ recipient: envelope.rcptTo[0]!.address, raw: Buffer.concat(parts) }, done))
    },
  })

  async function receive(
    { recipient, raw }: { recipient: string; raw: Buffer },
    acknowledge: () => void,
  ): Promise<void> {
    mails.push({ recipient, raw: raw.toString('utf8'), parsed: await simpleParser(raw) })
    await holds.get(recipient)?.()
    acknowledge()
  }

  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const { port } = server.server.address() as AddressInfo // it listens on one
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    attempts,
    refusals,
    holds,
    close: () => new Promise((settle) => server.close(settle)),
  }
}
