/**
 * The guest side of a frame, inlined by the server into the frame's document behind `#dm-boot`.
 * `<script type="application/json" id="dm-boot">` must stand before it.
 */
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

async function start(): Promise<void> {
  const boot = readBoot()
  const { client, page, state } = await connect(boot, watchEarlyChoice())
  await parsed
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
  // What the server rendered is usable at once: its clicks are remembered until the widget takes over.
  const isRendered = !!document.querySelector('[data-dm-choice]')
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
