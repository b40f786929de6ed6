/** Puts a screen on a page of a given width, direction and theme. */
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { stand, type Stage } from '@dramac/components/app/test/stage'
import { now } from './salon.ts'

/** The element is removed, and the page put back, by `clearStage`. */
export function showScreen<E extends HTMLElement>(tag: string, client: ScreenClient, stage: Stage = {}): E {
  const screen = document.createElement(tag)
  Object.assign(screen, { client, now })
  return stand(screen as E, { ...stage, locale: client.locale }) // the tag is the caller's
}
