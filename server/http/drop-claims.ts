/**
 * Headers by which a proxy tells a program behind it who is asking and where. We ask the database instead; what a client sends
 * under such a name is gone before anything could come to read it.
 */
import type { RequestHandler } from 'express'

const who =
  'tenant|agency|site|client|customer|org|organi[sz]ation|account|workspace|user|username|email|role|roles|groups|permissions|scopes?|admin|auth|authenticated|impersonat\\w*|principal|remote[-_]user|forwarded[-_](user|email|groups|preferred[-_]username)|original[-_](user|url)|rewrite[-_]url'
const claims = new RegExp(`^(x|dm|remote)[-_](${who})([-_]|$)`)

/** Read by us: the site that a request is about, which whoever asks must have access to. */
const ours = new Set(['dm-site'])

export const isClaim = (name: string): boolean => claims.test(name) && !ours.has(name)

export const dropClaims: RequestHandler = (request, _response, next) => {
  for (const name of Object.keys(request.headers)) if (isClaim(name)) delete request.headers[name]
  next()
}
