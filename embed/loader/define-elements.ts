/** Any module's tag becomes an element when the document holds one: the frame's server knows which exist. */
import { updateAll } from './page.ts'
import { WidgetElement } from './widget-element.ts'

export function defineElement(tag: string): void {
  if (/^dm-[a-z]/.test(tag) && !customElements.get(tag)) customElements.define(tag, class extends WidgetElement {})
}

function scan(root: ParentNode) {
  const found = root.querySelectorAll(':not(:defined)')
  for (let i = 0; i < found.length; i++) defineElement(found[i]!.localName)
}

/** Finds what is there, what comes later, and follows the page's language. */
export function watchDocument(): void {
  new MutationObserver((changes) => {
    for (let i = 0; i < changes.length; i++) {
      const { addedNodes } = changes[i]!
      for (let j = 0; j < addedNodes.length; j++) {
        const node = addedNodes[j] as Element // safe: only elements have a local name
        if (!node.localName) continue
        defineElement(node.localName)
        scan(node)
      }
    }
  }).observe(document, { childList: true, subtree: true })
  new MutationObserver(updateAll).observe(document.documentElement, { attributeFilter: ['lang'] })
  scan(document)
}
