/**
 * The element on the page. It holds no widget: a frame does, which exists from when the element is
 * needed until it leaves the document.
 *
 * Attributes: `mode` inline|modal, `loading` lazy|eager|intent, `theme`, `locale`, `height-hint` (px),
 * `for` (selector of a modal's triggers; absent: the element's own content), `data-site`, `allow`, `title`.
 * All others go to the widget. Its content is the fallback.
 */
import type { Appearance, FrameInit, HostMethods } from '@dramac/contract/wire/frame'
import type { EmbedErrorCode } from '@dramac/contract/wire/names'
import { everyKey, type SyncHandlers } from '@dramac/postmessage-rpc'
import { createHeightGuard } from './height-guard.ts'
import { make } from './make.ts'
import { framesOrigin, live, settings } from './page.ts'
import { runFrame, type RunningFrame } from './running-frame.ts'
import { sheet } from './style.ts'

/** The page's own attributes. All others go to the frame, which leaves those that speak to this element. */
const own = /^(id|class|style|(data-|aria-|on).*)$/

/** Parts of the state that go to a living frame, and the method for each. */
const pushes = {
  props: 'widget.setProps',
  appearance: 'widget.setAppearance',
  locale: 'widget.setLocale',
  context: 'widget.setContext',
  consent: 'widget.setConsent',
} as const

/** Loads an element's frame once it is within one viewport of what is seen. */
const near = new IntersectionObserver(
  (entries) => {
    for (let i = 0; i < entries.length; i++)
      if (entries[i]!.isIntersecting) (entries[i]!.target as WidgetElement).prefetch() // safe: only ours are observed
  },
  { rootMargin: '100%' },
)

export class WidgetElement extends HTMLElement {
  // Plain properties, set before or after the definition alike.
  declare prefill?: Record<string, string>
  declare appearance?: Partial<Appearance>

  #place!: HTMLElement
  #dialog: HTMLDialogElement | undefined
  #note!: HTMLElement
  #status!: HTMLElement
  #fallback = make('slot', {})
  #frame: RunningFrame | undefined
  #sent = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  #end: AbortController | undefined

  connectedCallback(): void {
    if (this.#end) return this.#frame?.expect()
    const { signal } = (this.#end = new AbortController())
    live.add(this)
    this.#build()
    this.#arm(signal)
  }

  /** With `moveBefore` even the frame's document stays; its mere presence says that a move is no removal. */
  connectedMoveCallback(): void {}

  disconnectedCallback(): void {
    queueMicrotask(() => this.isConnected || this.destroy())
  }

  /** Loads the frame now. */
  prefetch(): void {
    if (this.#frame || !this.#end) return
    const origin = framesOrigin(this.dataset['site'] ?? settings.site)
    if (!origin) return this.#fail('E_CONFIG', false)
    const name = /^dm-([^-]+)-?(.*)/.exec(this.localName)!
    const guard = createHeightGuard(() => console.warn('dm: height loop', this))
    this.#frame = runFrame({
      place: this.#place,
      origin,
      path: name[1] + '/' + (name[2] || name[1]),
      title: this.title || name[1]!,
      allow: this.getAttribute('allow') ?? 'clipboard-write',
      init: () => this.#state(),
      handlers: this.#serve(guard),
      failed: (code, again) => this.#fail(code, again),
    })
  }

  /** Opens a modal. */
  open(): void {
    if (!this.#dialog || this.#dialog.open) return
    this.prefetch()
    this.#dialog.returnValue = 'escape'
    this.#dialog.showModal()
    this.#emit('open')
    this.#focus()
  }

  /** Closes a modal; the browser gives the focus back to where it was. */
  close(reason = 'request'): void {
    this.#dialog?.close(reason)
  }

  /** Tells the frame the present state if it has changed, at most once in 50 ms. Never reloads it. */
  update(): void {
    if (this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const port = this.#frame?.port
      const before = this.#sent
      const state = port && this.#state()
      if (state && before !== this.#sent)
        everyKey(pushes, (part) =>
          // safe: each method takes the part of its name, the appearance as it is
          port.tell(pushes[part], (part === 'appearance' ? state[part] : { [part]: state[part] }) as never),
        )
    }, 50)
  }

  /** Ends frame, port and listeners; the fallback shows again. */
  destroy(): void {
    if (!this.#end) return
    this.close()
    this.#end.abort()
    near.unobserve(this)
    this.#frame?.end()
    this.#place.replaceWith(this.#fallback)
    this.#fallback.hidden = false
    this.#end = this.#frame = this.#dialog = undefined
    live.delete(this)
  }

  #build() {
    let root = this.shadowRoot
    if (!root) {
      root = this.attachShadow({ mode: 'open' })
      root.adoptedStyleSheets = [sheet]
      new MutationObserver(() => this.update()).observe(this, { attributes: true })
    }
    const tag = this.getAttribute('mode') === 'modal' ? 'dialog' : 'div'
    const place = make(tag, { part: tag, closedby: 'any', 'aria-label': this.title })
    this.#place = place
    this.#note = make('p', { part: 'error', role: 'alert' })
    this.#status = make('p', { role: 'status' })
    place.style.minHeight = this.getAttribute('height-hint') + 'px'
    root.append(this.#fallback, place)
    if (place instanceof HTMLDialogElement) {
      this.#dialog = place
      const button = make('button', { part: 'close', 'aria-label': 'Close' })
      button.textContent = '×'
      button.onclick = () => this.close()
      place.onclose = () => this.#emit('close', { reason: place.returnValue })
      place.append(button)
    } else place.append(this.#fallback)
    place.append(this.#note, this.#status)
  }

  /** Binds what makes the frame load and, for a modal, open. Delegated: triggers may come later. */
  #arm(signal: AbortSignal) {
    const selector = this.getAttribute('for')
    const loading = this.getAttribute('loading') ?? (this.#dialog ? 'intent' : 'lazy')
    const on = (type: string, act: (event: Event) => void) =>
      addEventListener(
        type,
        (event) => {
          const target = event.target as Element // safe: or one without closest
          if (selector ? target.closest?.(selector) : this.contains(target)) act(event)
        },
        { signal },
      )
    if (loading === 'eager') this.prefetch()
    else if (loading === 'lazy') near.observe(this)
    else {
      on('pointerover', () => this.prefetch())
      on('focusin', () => this.prefetch())
    }
    if (this.#dialog)
      on('click', (event) => {
        // A click inside our shadow, such as on the close button, has us as its target.
        if (event.target === this) return
        event.preventDefault()
        this.open()
      })
  }

  /** The present state, noted as sent. The frame's colour scheme follows it, or it would turn opaque. */
  #state(): FrameInit {
    const props: Record<string, string> = {}
    const { attributes } = this
    for (let i = 0; i < attributes.length; i++) {
      const { name, value } = attributes[i]!
      if (!own.test(name)) props[name] = value
    }
    const appearance = { ...settings.appearance, ...this.appearance }
    const wished = this.getAttribute('theme') ?? appearance.theme
    const theme = wished === 'light' || wished === 'dark' ? wished : 'auto'
    const state: FrameInit = {
      props,
      prefill: this.prefill ?? {},
      appearance: { theme, variables: appearance.variables ?? {} },
      locale:
        this.getAttribute('locale') ||
        settings.locale ||
        this.closest<HTMLElement>('[lang]')?.lang ||
        navigator.language,
      mode: this.#dialog ? 'modal' : 'inline',
      consent: settings.consent,
      context: settings.context,
    }
    this.#frame!.iframe.style.colorScheme = theme === 'auto' ? 'light dark' : theme
    this.#sent = JSON.stringify(state)
    return state
  }

  #serve(guard: (height: number) => number): SyncHandlers<HostMethods> {
    return {
      'frame.resize': ({ height: wished }) => {
        const height = guard(wished)
        if (!height) return
        this.#frame!.iframe.style.height = height + 'px'
        this.#emit('resize', { height })
      },
      'frame.close': ({ reason }) => this.close(reason),
      'frame.ready': (facts) => {
        this.#frame!.settle()
        this.#frame!.iframe.inert = false
        this.#fallback.hidden = !this.#dialog
        this.#note.textContent = ''
        this.#emit('ready', facts)
        this.#focus()
      },
      'event.raise': ({ name, detail }) => void this.#emit(name.slice(3), detail),
      'event.track': (event) => void (settings.consent === 'denied' || this.#emit('track', event)),
      'page.navigate': ({ url }) => {
        const allowed = /^https?:/.test(url) && this.#emit('navigate', { url })
        if (allowed) location.assign(url)
        return { allowed }
      },
      'page.announce': ({ text }) => void (this.#status.textContent = text),
      'page.getInfo': () => ({ url: location.origin + location.pathname, title: document.title }),
    }
  }

  #focus() {
    if (!this.#dialog?.open) return
    this.#frame?.iframe.focus()
    this.#frame?.port?.tell('widget.focus', {})
  }

  #fail(code: EmbedErrorCode, again: boolean) {
    this.#fallback.hidden = false
    this.#note.textContent = 'This could not be loaded.'
    console.warn('dm: ' + code, this)
    this.#emit('error', { code, again })
  }

  /** False when a listener has prevented a cancelable one. */
  #emit(name: string, detail: unknown = {}): boolean {
    return this.dispatchEvent(
      new CustomEvent('dm-' + name, { detail, bubbles: true, composed: true, cancelable: name === 'navigate' }),
    )
  }
}
