/** The one place where a failure becomes an answer; its cause stays in the log, under the same request id. */
import type { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { ErrorSink } from '../errors/error-sink.ts'
import { limitHeaders } from './limiter.ts'
import { toDmError, toProblem } from './problem.ts'

export function answerProblem({ log, errors }: { log: Logger; errors: ErrorSink }): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    if (response.headersSent) return next(thrown)
    const error = toDmError(thrown)
    const requestId = response.get(header.requestId) ?? ''
    const problem = toProblem(error, requestId)
    const { method, path } = request
    const cause = { err: error.cause ?? error, requestId, method, path, reason: error.reason }
    if (problem.status >= 500) log.error(cause, 'request failed')
    else if (error.cause !== undefined) log.info(cause, 'request refused by the database')
    else log.debug({ requestId, method, path, status: problem.status, reason: error.reason }, 'request refused')
    if (error.code === 'SERVER_ERROR') errors.capture(error.cause ?? error, { surface: 'http', requestId })
    noteRefusal(response, error)
    response.set(limitHeaders(error.facts))
    if (Array.isArray(problem['allowed']) && problem.status === 405) response.set('Allow', allow(problem['allowed']))
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  }
}

/** Whoever may GET may also HEAD. */
const allow = (methods: readonly unknown[]): string =>
  methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')

/** Why the answer is no, for the request log. */
export interface Refusal {
  readonly code: DmError['code']
  readonly reason: string
}

export const noteRefusal = (response: Response, { code, reason }: Refusal): void =>
  void Object.assign(response.locals, { refusal: { code, reason } satisfies Refusal })

export const refusalOf = ({ locals }: Response): Refusal | undefined => locals['refusal'] as Refusal | undefined // noted above
