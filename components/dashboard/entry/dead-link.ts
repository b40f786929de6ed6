/** A link of a mail that leads nowhere: used, too old, or cut off on its way. */
import { isDmError } from '@dramac/contract/wire/errors'
import { refusedFields } from '../../app/problem-words.ts'

const dead: readonly string[] = ['NOT_FOUND', 'GONE', 'UNAUTHORIZED', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'CONFLICT']

export function isDeadLink(problem: unknown): boolean {
  if (!isDmError(problem)) return false
  return (
    dead.includes(problem.code) || (problem.code === 'VALIDATION_ERROR' && refusedFields(problem).includes('token'))
  )
}
