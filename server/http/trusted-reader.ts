/** Who may read figures of the machine: a program on it, or whoever knows the token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'

const loopback = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/
/** What a proxy on this machine adds: then the other end is not whom it looks like. */
const forwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip']

export function isTrustedReader(request: Request, token: string | undefined): boolean {
  const shown = /^Bearer (.{1,500})$/.exec(request.headers.authorization ?? '')?.[1]
  if (shown !== undefined) return token !== undefined && isSame(shown, token)
  const isForwarded = forwarded.some((name) => request.headers[name] !== undefined)
  return !isForwarded && loopback.test(request.socket.remoteAddress ?? '')
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
