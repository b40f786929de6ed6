/**
 * The only script of a document that refuses: names the error to the page that asked for it. The
 * server puts the code in `<html data-dm-error="E_DOMAIN">`; origin and nonce are the page's own words,
 * so this tells a wrong page nothing: the browser drops a message whose target does not match.
 */
import type { EmbedErrorCode } from '@dramac/contract/wire/names'
import { refusePage } from '@dramac/postmessage-rpc'

const query = new URLSearchParams(location.search)
const origin = query.get('o') ?? ''
const code = (document.documentElement.dataset['dmError'] ?? 'E_DOMAIN') as EmbedErrorCode // safe: our server's word
if (parent !== window && /^https?:\/\/[^/]+$/.test(origin)) refusePage(origin, query.get('n') ?? '', code)
