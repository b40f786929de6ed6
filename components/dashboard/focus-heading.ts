/** After a change of page the focus goes to its heading, so that readers say where one is. */
import { deepActive } from '../ui/deep-active.ts'

const patienceMs = 4000

/** The first `h1` below that can be seen, in shadow trees too: what is not shown instead of a page heads nothing. */
export function findHeading(root: ParentNode): HTMLElement | undefined {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (element.localName === 'h1' && element.checkVisibility()) return element
    const inner = element.shadowRoot && findHeading(element.shadowRoot)
    if (inner) return inner
  }
  return undefined
}

/**
 * Waits for the heading, which may come with data or code, unless the signal says that it no longer matters
 * or the person has gone on. `onFound` hears its text.
 */
export function focusHeading(root: ParentNode, signal: AbortSignal, onFound: (text: string) => void): void {
  const start = performance.now()
  const before = deepActive()
  const look = (): void => {
    if (signal.aborted) return
    const heading = findHeading(root)
    if (!heading?.textContent?.trim()) {
      if (performance.now() - start < patienceMs) requestAnimationFrame(look)
      return
    }
    onFound(heading.textContent.trim().replace(/\s+/g, ' '))
    const now = deepActive()
    if (now !== before && now !== document.body) return
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }
  requestAnimationFrame(look)
}
