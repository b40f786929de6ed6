/** The server-rendered part can be clicked before the widget's code is there: the last choice is kept. */
import type { EarlyChoice } from './client.ts'

const attribute = 'data-dm-choice'

/** Returns what ends the watch and gives the choice. The chosen control carries `aria-pressed` meanwhile. */
export function watchEarlyChoice(): () => EarlyChoice | undefined {
  let control: HTMLElement | undefined
  const listener = (event: Event) => {
    // Also inside declarative shadow roots.
    const found = event.composedPath().find((node) => node instanceof HTMLElement && node.hasAttribute(attribute))
    if (!(found instanceof HTMLElement)) return
    control?.removeAttribute('aria-pressed')
    control = found
    control.setAttribute('aria-pressed', 'true')
  }
  document.addEventListener('click', listener)
  return () => {
    document.removeEventListener('click', listener)
    if (!control) return undefined
    const value = control.dataset['dmValue'] ?? (control as HTMLButtonElement).value ?? '' // safe: absent on others
    return { choice: control.getAttribute(attribute)!, value }
  }
}
