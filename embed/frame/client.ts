/**
 * What a widget is given to work with. It cannot tell whether a frame on a foreign page
 * (`start.ts`) or the dashboard's preview (`local-client.ts`) stands behind it.
 *
 * A widget receives it as its property `client`, before its first update.
 */
import type { FrameBoot, FrameInit, HostMethods } from '@dramac/contract/wire/frame'
import type { JsonValue } from '@dramac/contract/wire/json'

/** What the server knew when it wrote the document: all but the secrets and the plumbing. */
export type WidgetBoot = Pick<FrameBoot, 'site' | 'module' | 'widget' | 'element' | 'data'>

export interface PostOptions {
  /** The same key makes a repeated post answer what the first one did. */
  idempotencyKey?: string
}

/** Calls to the widget's own module. Every failure is a DmError. */
export interface WidgetApi {
  /**
   * Public read model `read`. Absent query values are left out.
   * Errors: those of the endpoint; NETWORK_ERROR `offline` when nothing answered; the signal's reason when aborted.
   */
  get<Answer = JsonValue>(
    read: string,
    query?: Readonly<Record<string, string | number | boolean | undefined>>,
    signal?: AbortSignal,
  ): Promise<Answer>
  /** Public action `action`. Errors as with `get`. */
  post<Answer = JsonValue>(action: string, body: unknown, options?: PostOptions, signal?: AbortSignal): Promise<Answer>
}

/** A click on a server-rendered `[data-dm-choice]` control that came before the widget's code. */
export interface EarlyChoice {
  /** The control's `data-dm-choice`, such as `service`. */
  choice: string
  /** The control's `data-dm-value`, or its `value`. */
  value: string
}

/** Which part of `client.init` was replaced. `focus`: the page asks the widget to take the focus. */
export type ClientChange = 'appearance' | 'locale' | 'props' | 'context' | 'consent' | 'focus' | 'destroy'

export interface WidgetClient {
  readonly boot: WidgetBoot
  /** Always current: replaced, never mutated, before listeners hear of a change. */
  readonly init: FrameInit
  readonly api: WidgetApi
  /** Set when a visitor was quicker than the widget's code; the widget acts on it once, at its start. */
  readonly earlyChoice: EarlyChoice | undefined
  /** Any call that the page serves. Rejects with TIMEOUT after 10 s, NETWORK_ERROR when there is no page. */
  call<M extends keyof HostMethods>(
    method: M,
    argument: Parameters<HostMethods[M]>[0],
    signal?: AbortSignal,
  ): Promise<ReturnType<HostMethods[M]>>
  /** Raises a DOM event of the module on the page's element. `name` starts with `dm-`. */
  raise(name: string, detail: JsonValue): void
  track(name: string, properties?: Record<string, JsonValue>): void
  /** Says it in the page's polite live region. */
  announce(text: string): void
  /** Closes a modal; `done` after success. Nothing happens inline. */
  close(reason?: 'done' | 'request'): void
  /** Hears of changes of `init`; returns the end of the subscription. */
  subscribe(listener: (change: ClientChange) => void): () => void
}
