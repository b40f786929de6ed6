/**
 * JSON bodies, read whole and once. What two readers could understand differently, or what PostgreSQL
 * cannot keep, is refused here by name: further in nobody has to think of it.
 */
import { isUtf8 } from 'node:buffer'
import { DmError } from '@dramac/contract/wire/errors'
import express, { type Request, type RequestHandler } from 'express'

const maxBodyBytes = 256 * 1024
/** Our deepest document has six levels; what walks a body may recurse. */
const maxDepth = 32

/** What `isUpload` says of is left for its handler to read. */
export function readJson(isUpload: (request: Request) => boolean = () => false): RequestHandler[] {
  const unlessUpload =
    (handle: RequestHandler): RequestHandler =>
    (request, response, next) =>
      isUpload(request) ? next() : handle(request, response, next)
  const steps = [refuseOtherTypes, express.raw({ type: 'application/json', limit: maxBodyBytes }), parseBody]
  return steps.map(unlessUpload)
}

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  const { 'content-length': length = '0', 'transfer-encoding': chunked } = request.headers
  if (length === '0' && chunked === undefined) return next()
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  if (!request.is('application/json') || !/^utf-?8$/i.test(charset))
    throw new DmError('UNSUPPORTED_MEDIA_TYPE', 'core.json_only')
  next()
}

const received = new WeakMap<Request, Buffer>()

/** The body as it came, for whoever must check a signature of it. */
export const bytesOf = (request: Request): Buffer => received.get(request) ?? Buffer.alloc(0)

const parseBody: RequestHandler = (request: Request, _response, next) => {
  const bytes: unknown = request.body
  if (Buffer.isBuffer(bytes)) received.set(request, bytes)
  request.body = Buffer.isBuffer(bytes) && bytes.length > 0 ? parseJson(bytes) : undefined
  next()
}

/** @throws DmError MALFORMED for what is no JSON object or array, VALIDATION_ERROR for text that cannot be kept. */
export function parseJson(bytes: Buffer): object {
  if (!isUtf8(bytes)) throw unreadable()
  const text = bytes.toString('utf8')
  const value = parse(text)
  if (typeof value !== 'object' || value === null) throw unreadable()
  refuseShape(text)
  refuseText(value, '')
  return value
}

const unreadable = () => new DmError('MALFORMED', 'core.body_unreadable')

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable()
  }
}

/** Of text that is valid JSON: the parser has kept only the last of equal keys, so its result no longer shows them. */
function refuseShape(text: string): void {
  const open: (Set<string> | undefined)[] = []
  let before = ''
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') {
      if (open.push(token === '{' ? new Set() : undefined) > maxDepth)
        throw new DmError('MALFORMED', 'core.body_too_deep')
    } else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const key = String(JSON.parse(before))
      if (open.at(-1)?.has(key)) throw new DmError('MALFORMED', 'core.key_repeated', { name: key })
      open.at(-1)?.add(key)
    }
    before = token
  }
}

/** PostgreSQL has no NUL, and half a surrogate pair is no character: it would be stored as another one. */
export const isKeepable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

function refuseText(value: unknown, path: string): void {
  if (typeof value === 'string' && !isKeepable(value)) throw badText(path)
  if (typeof value !== 'object' || value === null) return
  for (const [key, inside] of Object.entries(value)) {
    if (!isKeepable(key)) throw badText(path)
    refuseText(inside, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  }
}

const badText = (path: string) =>
  new DmError('VALIDATION_ERROR', 'core.input_refused', {
    errors: [{ path, rule: 'text', message: 'has a character that cannot be kept' }],
  })
