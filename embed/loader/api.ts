/** `window.dm`, function and object alike: `dm('open', '#book')` is `dm.open('#book')`. */
import type { Appearance, FrameInit } from '@dramac/contract/wire/frame'
import type { JsonValue } from '@dramac/contract/wire/json'
import type { Drops } from '@dramac/postmessage-rpc'
import { defineElement, watchDocument } from './define-elements.ts'
import { drops, live, settings, updateAll, type PageSettings } from './page.ts'
import { make } from './make.ts'
import type { WidgetElement } from './widget-element.ts'

/** A selector, or the element itself. */
export type Target = string | Element

export interface DmMethods {
  /** Overrides what the script's tag says. */
  init(changes: Partial<PageSettings>): void
  /** Puts a new element, `dm-<module>` or `dm-<module>-<widget>`, at the end of `target`. */
  mount(target: Target, tag: string, attributes?: Record<string, string>): WidgetElement
  /** `name` as on the element: `dm-ready`. */
  on(name: string, listener: (event: CustomEvent) => void): void
  off(name: string, listener: (event: CustomEvent) => void): void
  /** Without target: every element of the page; so with `close`, `prefetch` and `destroy`. */
  open(target?: Target): void
  close(target?: Target): void
  /** Loads frames before they are needed. */
  prefetch(target?: Target): void
  /** Ends frames and listeners. */
  destroy(target?: Target): void
  /** A token signed by the page's server, which says who the visitor is; it travels as `context.identity`. */
  identify(token: string): void
  setAppearance(appearance: Partial<Appearance>): void
  setLocale(locale: string): void
  setContext(context: Record<string, JsonValue>): void
  consent(consent: FrameInit['consent']): void
}

export interface DmApi extends DmMethods {
  (method: keyof DmMethods, ...values: unknown[]): unknown
  version: string
  /** Kept when the page's elements are found. */
  ready: Promise<void>
  /** Messages thrown away. */
  drops: Drops
}

const find = (target: Target) => (typeof target === 'string' ? document.querySelector(target) : target)

const onEach = (act: 'open' | 'close' | 'prefetch' | 'destroy') => (target?: Target) => {
  // safe: what is not ours is the caller's to name
  if (target) (find(target) as WidgetElement | null)?.[act]()
  else live.forEach((element) => element[act]())
}

function change(changes: Partial<PageSettings>) {
  Object.assign(settings, changes)
  updateAll()
}

const methods: DmMethods = {
  init: change,
  mount(target, tag, attributes = {}) {
    defineElement(tag)
    const element = make(tag, attributes) as WidgetElement // safe: just defined
    find(target)?.append(element)
    return element
  },
  // safe: every event of that prefix is a CustomEvent of ours
  on: (name, listener) => document.addEventListener(name, listener as EventListener),
  off: (name, listener) => document.removeEventListener(name, listener as EventListener),
  open: onEach('open'),
  close: onEach('close'),
  prefetch: onEach('prefetch'),
  destroy: onEach('destroy'),
  identify: (identity) => methods.setContext({ identity }),
  setAppearance: (appearance) => change({ appearance: { ...settings.appearance, ...appearance } }),
  setLocale: (locale) => change({ locale }),
  setContext: (context) => change({ context: { ...settings.context, ...context } }),
  consent: (consent) => change({ consent }),
}

export function createApi(version: string): DmApi {
  watchDocument()
  const call = (method: keyof DmMethods, ...values: unknown[]) =>
    (methods[method] as ((...values: unknown[]) => unknown) | undefined)?.apply(0, values) // safe: the caller's arguments
  return Object.assign(call, methods, { version, ready: Promise.resolve(), drops })
}
