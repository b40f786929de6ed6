/** The listening server: also what never becomes a request is answered in the same words. */
import { randomUUID } from 'node:crypto'
import { createServer, STATUS_CODES, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import type { Express } from 'express'
import { toProblem } from './problem.ts'

export function createHttpServer(app: Express): Server {
  // Without a Host the application answers: it is a host that we do not serve.
  const server = createServer({ requireHostHeader: false }, app)
  server.headersTimeout = 15_000
  server.requestTimeout = 30_000
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else answer(socket, error.code)
  })
  return server
}

type Unreadable = readonly [status: number, error: DmError]

const byCode: Readonly<Record<string, Unreadable>> = {
  HPE_HEADER_OVERFLOW: [431, new DmError('PAYLOAD_TOO_LARGE', 'core.headers_too_large')],
  ERR_HTTP_REQUEST_TIMEOUT: [408, new DmError('TIMEOUT', 'core.request_too_slow')],
}
const unreadable: Unreadable = [400, new DmError('MALFORMED', 'core.request_unreadable')]

function answer(socket: Duplex, code = ''): void {
  const [status, error] = byCode[code] ?? unreadable
  const requestId = randomUUID()
  const body = JSON.stringify({ ...toProblem(error, requestId), status })
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `${header.requestId}: ${requestId}`,
      'X-Content-Type-Options: nosniff',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
