/** The token of a mail's link stands behind the `#`, where no server and no log sees it, and nobody who looks at the address. */
import { findEntryPage, type Match } from './pages.ts'

/** Reads it and takes it out of the address and of the history; empty where there is none. */
export function takeToken(match: Match | undefined): string {
  if (!findEntryPage(match) || location.hash === '') return ''
  const token = location.hash.slice(1)
  history.replaceState(history.state, '', location.pathname + location.search)
  return token
}
