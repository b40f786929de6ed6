/**
 * What an embed frame and the page around it say to each other.
 *
 * 1. The page inserts the frame at `/f/<module>/<widget>?o=<page origin>&n=<nonce>&v=1`.
 * 2. The frame posts a `Hello` to exactly `o` on `window.parent`.
 * 3. The page checks source window, origin, nonce and version, and answers once with a
 *    `Welcome` that carries a MessagePort. All later traffic uses the port.
 * 4. A frame whose document refuses posts a `Refusal` instead, and nothing else.
 */
import type { EmbedErrorCode } from './names.ts'
import type { JsonValue } from './json.ts'

export const protocolVersion = 1

export interface Hello {
  k: 'dm'
  /** Protocol versions the frame speaks, newest first. */
  v: number[]
  /** The nonce of the address, by which the page knows its own frame. */
  n: string
}

export interface Refusal {
  k: 'dm'
  err: EmbedErrorCode
  n: string
}

export interface Welcome {
  k: 'dm'
  v: number
  n: string
  init: FrameInit
}

/** What the page gives the widget with the port: one round trip to the first paint. */
export interface FrameInit {
  /** Attributes of the element, as strings. */
  props: Record<string, string>
  /** Values to fill in, never in an address: `{ customerName, customerEmail, … }`. */
  prefill: Record<string, string>
  appearance: Appearance
  /** BCP 47. */
  locale: string
  /** Where the widget stands: decides Escape, focus and growth. */
  mode: 'inline' | 'modal'
  consent: 'unknown' | 'granted' | 'denied'
  context: Record<string, JsonValue>
}

export interface Appearance {
  theme: 'light' | 'dark' | 'auto'
  /** Token name without `--dm-` to value; each value is checked by its type before use. */
  variables: Record<string, string>
}

/** Calls and events the page serves for the frame, named `<area>.<verbNoun>`. */
export interface HostMethods {
  'frame.resize': (size: { height: number }) => void
  'frame.close': (why: { reason: 'done' | 'escape' | 'request' }) => void
  'frame.ready': (facts: { storage: 'none' | 'partitioned' | 'full' }) => void
  /** Raises a DOM event of the module on the element; only the names its widget declares. */
  'event.raise': (event: { name: string; detail: JsonValue }) => void
  'event.track': (event: { name: string; properties: Record<string, JsonValue> }) => void
  'page.navigate': (to: { url: string }) => { allowed: boolean }
  /** Says it in the page's polite live region: some readers miss changes inside frames. */
  'page.announce': (words: { text: string }) => void
  /** A fresh token: the page re-proves its origin by a new frame document. */
  'page.getInfo': (nothing: Record<string, never>) => { url: string; title: string }
}

/** Calls the frame serves for the page. */
export interface FrameMethods {
  'widget.setAppearance': (appearance: Appearance) => void
  'widget.setLocale': (to: { locale: string }) => void
  'widget.setProps': (to: { props: Record<string, string> }) => void
  'widget.setContext': (to: { context: Record<string, JsonValue> }) => void
  'widget.setConsent': (to: { consent: FrameInit['consent'] }) => void
  'widget.focus': (nothing: Record<string, never>) => void
  'widget.destroy': (nothing: Record<string, never>) => void
}

/** Data the server writes into the frame's document, `<script type="application/json" id="dm-boot">`. */
export interface FrameBoot {
  site: string
  module: string
  widget: string
  /** Tag of the element to start. */
  element: string
  /** The page's origin, already checked by the server. */
  origin: string
  nonce: string
  /** Bearer token for this widget's calls, and where to get the next one. */
  token: string
  /** ISO 8601. */
  tokenExpiresAt: string
  /** Absolute path below which the widget's calls live: `/v1/sites/<site>/modules/<module>`. */
  api: string
  /** POST with the old token, answers `{ token, tokenExpiresAt }`. */
  refresh: string
  /** Module scripts to start, in order; integrity stands in the import map. */
  modules: string[]
  /** First data of the widget, so that it needs no call before its first paint. */
  data: JsonValue
}
