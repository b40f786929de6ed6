/**
 * The guest side of a frame, inlined by the server into the frame's document behind `#dm-boot`.
 * `<script type="application/json" id="dm-boot">` must stand before it.
 */
import type { FrameInit } from '@dramac/contract/wire/frame'
import { refusePage } from '@dramac/postmessage-rpc'
import { applyAppearance, applyLocale } from './appearance.ts'
import { connect, readBoot } from './connect.ts'
import { watchEarlyChoice } from './early-choice.ts'
import { watchHeight } from './height.ts'
import { startWidget } from './start-widget.ts'
import { probeStorage } from './storage.ts'

/** The rest of the document may still be on its way; the page is greeted meanwhile. */
const parsed =
  document.readyState === 'loading'
    ? new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve))
    : undefined

/**
 * Whether what the server rendered may be seen: it knew neither the element's attributes nor the page's
 * language, and a visitor should not watch one thing turn into another.
 */
function fits({ props, locale }: FrameInit): boolean {
  const speaks = (tag: string) => tag.split('-')[0]
  const isSame = speaks(locale) === speaks(document.documentElement.lang) && Object.keys(props).length === 0
  return isSame && !!document.querySelector('[data-dm-choice]')
}

async function start(): Promise<void> {
  const boot = readBoot()
  const { client, page, state } = await connect(boot, watchEarlyChoice())
  await parsed
  const isRendered = fits(state.init)
  applyAppearance(state.init.appearance)
  applyLocale(state.init.locale)
  state.subscribe((change) => {
    if (change === 'appearance') applyAppearance(state.init.appearance)
    else if (change === 'locale') applyLocale(state.init.locale)
    else if (change === 'destroy') page.close()
  })
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && state.init.mode === 'modal')
      page.tell('frame.close', { reason: 'escape' })
  })
  const ready = async () => {
    watchHeight((height) => page.tell('frame.resize', { height }))
    page.tell('frame.ready', { storage: await probeStorage() })
  }
  // Usable at once: clicks are remembered until the widget takes over.
  const started = startWidget(boot, client, state)
  if (isRendered) void ready()
  try {
    await started
  } catch (error) {
    console.warn('dm: widget', error)
    refusePage(boot.origin, boot.nonce, 'E_NETWORK')
    return
  }
  if (!isRendered) await ready()
}

void start()
