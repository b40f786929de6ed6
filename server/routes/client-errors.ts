/** What went wrong in our own pages. Small, counted, and kept only as what it has in common with others. */
import type { OpenRoute } from '../http/open-route.ts'
import { requestIdOf } from '../http/request-id.ts'
import { validate } from '../http/validate.ts'
import type { Installation } from '../installation.ts'

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })

const schema = {
  type: 'object',
  required: ['name', 'message'],
  properties: { name: text(60), message: text(500), stack: text(4_000) },
}

interface ClientError {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

export const clientErrors = ({ errors }: Pick<Installation, 'errors'>, surface: 'dashboard' | 'frame'): OpenRoute => ({
  method: 'POST',
  path: '/v1/client-errors',
  permission: 'anyone',
  limit: 'client-errors',
  handle(request, response) {
    const report = validate<ClientError>(schema, request.body, 'body')
    errors.captureReport({ surface, ...report }, requestIdOf(request))
    response.status(204).end()
  },
})
