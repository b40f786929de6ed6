/** Two packages without types of their own, as far as our mail server uses them. */
declare module 'smtp-server' {
  import type { Readable } from 'node:stream'
  import type { Server } from 'node:net'

  interface Session {
    envelope: { rcptTo: { address: string }[] }
  }
  type Done = (error?: (Error & { responseCode?: number }) | null) => void

  export class SMTPServer {
    constructor(options: {
      authOptional: boolean
      disabledCommands: string[]
      onRcptTo(address: { address: string }, session: Session, done: Done): void
      onData(stream: Readable, session: Session, done: Done): void
    })
    server: Server
    listen(port: number, host: string, done: () => void): void
    close(done: () => void): void
  }
}

declare module 'mailparser' {
  export interface ParsedMail {
    messageId?: string
    subject?: string
    text?: string
    html?: string | false
    from?: { value: { name: string; address?: string }[] }
    to?: { value: { address?: string }[] }
    attachments: { contentType: string; filename?: string; content: Buffer }[]
  }
  export function simpleParser(source: Buffer): Promise<ParsedMail>
}
