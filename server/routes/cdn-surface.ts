/** The CDN's origin: immutable files and the moving names of the loader. No cookie, readable by any page. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DmError } from '@dramac/contract/wire/errors'
import { Router, type Request, type RequestHandler, type Response } from 'express'
import { exposedHeaders } from '../http/limiter.ts'
import type { Installation } from '../installation.ts'

interface Kept {
  readonly type: string
  readonly etag: string
  readonly bodies: Partial<Record<'br' | 'gzip' | 'identity', Buffer>>
}

const day = 86_400
const immutable = 'public, max-age=31536000, immutable'
const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  css: 'text/css; charset=utf-8',
  map: 'application/json; charset=utf-8',
}

export function createCdnSurface({ assets, config }: Installation): RequestHandler {
  const dist = join(config.root, 'cdn/dist')
  const kept = new Map<string, Kept>()

  function load(path: string): Kept | undefined {
    const known = kept.get(path)
    if (known) return known
    const file = join(dist, path)
    if (!/^(\/[\w.-]+)+$/.test(path) || path.includes('..') || !existsSync(file)) return undefined
    const identity = readFileSync(file)
    const variant = (ending: string) => (existsSync(file + ending) ? readFileSync(file + ending) : undefined)
    const [br, gzip] = [variant('.br'), variant('.gz')]
    const made: Kept = {
      type: types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
      bodies: { identity, ...(br ? { br } : {}), ...(gzip ? { gzip } : {}) },
    }
    kept.set(path, made)
    return made
  }

  function serve(request: Request, response: Response, { path, cache }: { path: string; cache: string }): void {
    const file = load(path)
    if (!file) throw new DmError('NOT_FOUND', 'core.address_unknown')
    response.set({
      'Cache-Control': cache,
      'Content-Type': file.type,
      ETag: file.etag,
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': exposedHeaders,
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Timing-Allow-Origin': '*',
      Vary: 'Accept-Encoding',
    })
    if (request.headers['if-none-match'] === file.etag) return void response.status(304).end()
    const encoding = request.acceptsEncodings('br', 'gzip', 'identity')
    const wanted = encoding === 'br' || encoding === 'gzip' ? encoding : 'identity'
    const body = file.bodies[wanted]
    if (body && wanted !== 'identity') response.set('Content-Encoding', wanted)
    response.end(request.method === 'HEAD' ? undefined : (body ?? file.bodies.identity))
  }

  const router = Router({ caseSensitive: true })
  const moving: Record<string, string> = {
    [assets.embed.channel]: `public, max-age=300, stale-while-revalidate=${day}, stale-if-error=${7 * day}`,
    [assets.embed.minor]: `public, max-age=3600, stale-while-revalidate=${day}`,
    '/embed/versions.json': 'public, max-age=300',
  }
  router.get(/.*/, (request, response) => {
    const { path } = request
    const cache = moving[path]
    // A moving name is the newest exact file itself, not a pointer that costs a request.
    if (cache !== undefined && path !== '/embed/versions.json')
      serve(request, response, { path: assets.embed.exact, cache })
    else if (cache !== undefined) serve(request, response, { path: '/versions.json', cache })
    else if (path.startsWith('/assets/') || path.startsWith('/embed/'))
      serve(request, response, { path, cache: immutable })
    else throw new DmError('NOT_FOUND', 'core.address_unknown')
  })
  return router
}
