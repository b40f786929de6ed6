/** Puts the widget's element to work: its code, its client, its attributes. */
import type { FrameBoot } from '@dramac/contract/wire/frame'
import type { ClientState } from './client-state.ts'
import type { WidgetClient } from './client.ts'

interface WidgetElement extends HTMLElement {
  client?: WidgetClient
  /** Lit's: settles after the first rendering. */
  updateComplete?: Promise<unknown>
}

/** Attributes with a meaning of their own, and those that speak to the page's element. */
const notProps =
  /^(on.*|aria-.*|data-.*|id|is|class|style|slot|part|nonce|hidden|inert|popover|autofocus|title|lang|dir|role|tabindex|mode|loading|theme|locale|height-hint|for|allow)$/

function applyProps(element: HTMLElement, before: Record<string, string>, props: Record<string, string>) {
  for (const name of Object.keys(before)) if (!Object.hasOwn(props, name)) element.removeAttribute(name)
  for (const [name, value] of Object.entries(props))
    if (/^[a-z][a-z0-9-]*$/.test(name) && !notProps.test(name)) element.setAttribute(name, value)
}

/** Resolves when the widget has rendered. Rejects when its code does not load. */
export async function startWidget(boot: FrameBoot, client: WidgetClient, state: ClientState): Promise<void> {
  const found = document.querySelector<WidgetElement>(boot.element)
  const element = found ?? document.createElement(boot.element)
  let props = state.init.props
  applyProps(element, {}, props)
  // Before the definition, so that its first update already has it; Lit keeps properties set earlier.
  ;(element as WidgetElement).client = client // safe: the contract of widgets
  state.subscribe((change) => {
    if (change === 'props') {
      applyProps(element, props, state.init.props)
      props = state.init.props
    } else if (change === 'focus' && document.activeElement === document.body) element.focus()
    else if (change === 'destroy') element.remove()
  })
  for (const module of boot.modules) await import(/* @vite-ignore */ module)
  await customElements.whenDefined(boot.element)
  if (!found) document.body.append(element)
  await (element as WidgetElement).updateComplete // safe: absent on elements that are not Lit's
}
