/** The process's log: JSON lines without what is somebody's secret, however deep it stands. */
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino'

const hidden = '[redacted]'

/** Names of what is never written, wherever it stands. */
const secretName =
  /^(authorization|proxy-authorization|cookie|set-cookie|password|password_?hash|passwd|token|.*_token|.*token|secret|.*_secret|.*secret|api_?key|code_?verifier|recovery_?codes?|email|recipient)$/i

/** Texts that tell a secret by how they begin or look. */
const secretText = new RegExp(
  [
    String.raw`\bdm_(?:sk|wh|pk)_\w+`,
    String.raw`\b(?:bearer|basic)\s+[\w.~+/=-]+`,
    String.raw`[^\s@"'<>(),;:=\\]+@[^\s@"'<>(),;:=\\]+\.[a-z]{2,}`,
    String.raw`(?<=//)[^/\s@"'\\]+@`,
  ].join('|'),
  'gi',
)
/** What PostgreSQL tells of a row that it refused is the customer's. */
const rowDetails = new Set(['detail', 'where', 'internalQuery', 'hint'])
const deepest = 6

export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    serializers: { err: (error: Error) => clean(stdSerializers.err(error), 0) },
    formatters: { log: (fields: Record<string, unknown>) => cleanFields(fields) },
    // Also what a library writes into a message, and the message of an error that came without one.
    hooks: { streamWrite: cleanText },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** Errors go through their own serializer, which comes later. */
const cleanFields = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, name === 'err' ? value : cleanOne(name, value, 0)]),
  )

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth >= deepest) return hidden
  if (Array.isArray(value)) return value.map((one) => clean(one, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleanOne(name, one, depth + 1)]))
}

function cleanOne(name: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null) return value
  return secretName.test(name) || rowDetails.has(name) ? hidden : clean(value, depth)
}

function cleanText(text: string): string {
  return text.replaceAll(secretText, hidden)
}
