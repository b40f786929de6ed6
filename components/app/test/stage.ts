/** A page of a given language and theme for what a test looks at, and ways to look into it and to use it. */
import { deepActive } from '../../ui/deep-active.ts'

export interface Stage {
  /** BCP 47; English without one. */
  readonly locale?: string
  readonly dir?: 'ltr' | 'rtl'
  readonly theme?: 'light' | 'dark'
}

/** The element stands in a `main` until `clearStage`. */
export function stand<E extends HTMLElement>(element: E, { locale = 'en', dir = 'ltr', theme = 'light' }: Stage): E {
  const { documentElement: root, body } = document
  root.lang = locale
  root.dir = dir
  root.style.colorScheme = theme
  body.style.margin = '0'
  const main = document.createElement('main')
  main.style.cssText = 'display: block; padding: 12px; background: light-dark(#f5f8f7, #0f1615); min-block-size: 100vh'
  main.append(element)
  body.append(main)
  return element
}

export function clearStage(): void {
  document.querySelectorAll('main').forEach((one) => one.remove())
  document.documentElement.removeAttribute('dir')
}

/** Every element below that fits, in shadow trees too. */
export function findAll(selector: string, root: ParentNode = document): HTMLElement[] {
  const here = [...root.querySelectorAll<HTMLElement>(selector)]
  const below = [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
    shadowRoot ? findAll(selector, shadowRoot) : [],
  )
  return [...here, ...below]
}

/** The first control in sight that is named so: by its label, its words, or what readers are told. */
export const findNamed = (name: string, selector = 'button, a, input, select, textarea'): HTMLElement | undefined =>
  findAll(selector).find((one) => one.checkVisibility() && namesOf(one).includes(name))

function namesOf(element: HTMLElement): string[] {
  const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [] // of every control
  const spoken = labels.map((label) => label.querySelector('span, .label')?.textContent ?? label.textContent)
  return [element.getAttribute('aria-label') ?? '', element.textContent, ...spoken].map(squeeze)
}

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** What the page says, with what stands in shadow trees. */
export function textOf(root: Element | ShadowRoot = document.body): string {
  const inner = (node: Node): string => {
    if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement || node instanceof HTMLOptionElement)
      return ''
    if (node instanceof Text) return node.data
    const children = [...node.childNodes, ...(node instanceof Element && node.shadowRoot ? [node.shadowRoot] : [])]
    return children.map(inner).join(' ')
  }
  return squeeze(inner(root))
}

/** Waits until it is so; tells what the page says when it never is. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const end = performance.now() + 3000; !isSo();) {
    if (performance.now() > end) throw new Error(`never: ${what}. The page says: ${textOf().slice(0, 600)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Waits until the page says so. */
export const says = (text: string | RegExp): Promise<void> =>
  until(() => (typeof text === 'string' ? textOf().includes(text) : text.test(textOf())), String(text))

/** Waits for a control of that name that can be used, and uses it. */
export async function choose(name: string): Promise<void> {
  await until(
    () => findNamed(name)?.matches(':is(:enabled, a):not([aria-disabled=true])') ?? false,
    `a control named ${name}`,
  )
  findNamed(name)!.click()
}

/** What has the focus, however deep. */
export const focused = (): HTMLElement | undefined => {
  const active = deepActive()
  return active instanceof HTMLElement ? active : undefined
}

/** Types as a person would: the value, and what the browser tells of it. */
export function typeInto(control: HTMLElement, value: string): void {
  Object.assign(control, { value })
  control.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
  control.dispatchEvent(new Event('change', { bubbles: true, composed: true }))
}

/** Elements that stick out of the page to either side. */
export function listOverflowing(): string[] {
  const width = document.documentElement.clientWidth
  const scrolls = document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : []
  const out = findAll('*', document.body).filter((one) => {
    const { left, right, width: own } = one.getBoundingClientRect()
    return own > 1 && one.checkVisibility() && !isClipped(one) && (left < -1 || right > width + 1)
  })
  return [...scrolls, ...out.map((one) => `${one.localName}.${one.className}`)]
}

/** What a finger would miss: controls under 44 px; a box counts with its label. */
export function listSmallTargets(): string[] {
  return findAll('button, select, textarea, input:not([type=checkbox], [type=radio]), .check, summary', document.body)
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
    .map((one) => `${one.localName}.${one.className} ${namesOf(one).join(' ')}`)
}

/** Meant to be out of sight, or inside something that scrolls. */
function isClipped(element: Element): boolean {
  for (let one: Element | null = element; one; one = one.parentElement) {
    if (one.classList.contains('visually-hidden')) return true
    if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(one).overflowX) && one !== element) return true
  }
  return false
}
