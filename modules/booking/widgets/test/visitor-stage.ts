/** A page with one of the visitor's widgets on it, and a booking server within the page behind it. */
import { DmError, statusOf } from '@dramac/contract/wire/errors'
import type { FrameInit } from '@dramac/contract/wire/frame'
import { createLocalClient, type LocalClient } from '@dramac/frame/local-client'
import type { Appointment, Catalogue, Slot } from '../../contract.ts'

/** Of what a call answers; a DmError becomes the server's problem, any other error a network that fails. */
export type Answer = (asked: { query: URLSearchParams; body: Record<string, unknown> }) => unknown

export interface Call {
  /** Below the module: `slots`, `actions/hold`. */
  readonly path: string
  readonly address: string
  readonly body: Record<string, unknown>
  readonly key: string | null
}

export interface Stage<Element extends HTMLElement> extends LocalClient {
  readonly element: Element
  readonly calls: Call[]
  readonly events: [name: string, detail: unknown][]
}

const json = (status: number, value: unknown) =>
  new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } })

const usualFetch = globalThis.fetch
let opened: { end(): void; element: HTMLElement }[] = []

/** Answers stand for the module's server; what is not named is not found. */
export function serve(answers: Record<string, Answer>): Call[] {
  const calls: Call[] = []
  globalThis.fetch = async (input, init) => {
    const url = new URL(String(input), location.href)
    const path = url.pathname.split('/api/')[1]
    if (path === undefined) return usualFetch(input, init)
    const body = JSON.parse(String(init?.body ?? '{}')) as Record<string, unknown> // what our client sends
    const key = new Headers(init?.headers).get('Idempotency-Key')
    calls.push({ path, address: url.href, body, key })
    try {
      const answer = answers[path]
      if (!answer) throw new DmError('NOT_FOUND', 'core.address_unknown')
      return json(200, await answer({ query: url.searchParams, body }))
    } catch (error) {
      if (!(error instanceof DmError)) throw error
      return json(statusOf[error.code], { code: error.code, reason: error.reason, ...error.facts })
    }
  }
  return calls
}

export interface StageOptions {
  readonly init?: Partial<FrameInit>
  readonly attributes?: Record<string, string>
  readonly width?: number
  readonly data?: Catalogue | null
}

/** The widget on the page, as the frame's start puts it there. */
export function stage<Element extends HTMLElement>(
  tag: string,
  answers: Record<string, Answer>,
  { init = {}, attributes = {}, width = 720, data = null }: StageOptions = {},
): Stage<Element> {
  const calls = serve(answers)
  const events: [string, unknown][] = []
  const local = createLocalClient({
    // safe: a catalogue is JSON
    boot: { site: 'harbor', module: 'booking', widget: 'booking', element: tag, data: data as never },
    init: { locale: 'en-US', ...init },
    api: { base: '/api', headers: () => ({}) },
    onEvent: (name, detail) => events.push([name, detail]),
  })
  const element = document.createElement(tag) as Element & { client: unknown } // defined by the test
  element.client = local.client
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  place(element, width)
  opened.push({ end: local.end, element })
  return { ...local, element, calls, events }
}

/** On a ground like a page's, as wide as asked. */
export function place(element: HTMLElement, width = 720): void {
  const box = document.createElement('main')
  box.style.cssText = `inline-size: ${width}px; background: light-dark(#fff, #111)`
  box.append(element)
  document.body.style.margin = '0'
  document.body.append(box)
  opened.push({ end: () => box.remove(), element })
}

export function clearStage(): void {
  opened.forEach(({ end }) => end())
  opened = []
  globalThis.fetch = usualFetch
  document.documentElement.dir = 'ltr'
  document.documentElement.style.colorScheme = ''
}

/** The first match, also inside open shadow roots. */
export function find<Found extends HTMLElement = HTMLElement>(selector: string): Found | undefined {
  return findAll<Found>(selector)[0]
}

export function findAll<Found extends HTMLElement = HTMLElement>(selector: string): Found[] {
  const search = (root: ParentNode): Found[] => [
    ...root.querySelectorAll<Found>(selector),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? search(shadowRoot) : [])),
  ]
  return search(document)
}

/** Waits until it is there. */
export async function seen<Found extends HTMLElement = HTMLElement>(selector: string, text = ''): Promise<Found> {
  const endsAt = performance.now() + 4000
  while (performance.now() < endsAt) {
    const found = findAll<Found>(selector).find((one) => (one.textContent ?? '').includes(text))
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
  throw new Error(`"${selector}" ${text ? `with "${text}" ` : ''}never came`)
}

/** What has the focus, however deep. */
export function focused(): Element | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

export const textOf = (element: Element | undefined): string => (element?.textContent ?? '').replace(/\s+/g, ' ').trim()

/** Elements that stick out of the stage at their side. */
export function listOverflowing(): string[] {
  const edges = document.querySelector('main')!.getBoundingClientRect()
  return findAll('main *, .frame *, .panes *, form *, .foot *')
    .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden'))
    .filter((one) => {
      const { left, right } = one.getBoundingClientRect()
      return left < edges.left - 1 || right > edges.right + 1
    })
    .map((one) => one.outerHTML.slice(0, 80))
}

const people = [
  { id: '00000000-0000-4000-8000-000000000001', slug: 'mara', name: 'Mara Lindqvist' },
  { id: '00000000-0000-4000-8000-000000000002', slug: 'jonas', name: 'Jonas Weber' },
]

export const salon: Catalogue = {
  business: { name: 'Harbor Salon', zone: 'Europe/Berlin' },
  services: [
    ['haircut', 'Haircut', 45, false, people],
    ['beard', 'Beard', 20, false, people.slice(1)],
    ['colour', 'Colour', 120, true, people.slice(0, 1)],
  ].map(([slug, name, durationMinutes, requiresConfirmation, resources], index) => ({
    id: `00000000-0000-4000-8000-00000000010${index}`,
    slug,
    name,
    description: 'Wash, cut and finish.',
    durationMinutes,
    price: { minor: 4800, currency: 'EUR' },
    requiresConfirmation,
    resources,
  })) as Catalogue['services'], // the rows above, named
}

export const slotAt = (startsAt: string): Slot => ({
  startsAt,
  endsAt: new Date(Date.parse(startsAt) + 45 * 60_000).toISOString(),
  resourceIds: people.map(({ id }) => id),
})

/** Free at nine, one and six on the last day of every month that is asked for. */
export const lastDays: Answer = ({ query }) => {
  const date = query.get('to')!
  return { days: [{ date, slots: ['09', '13', '18'].map((hour) => slotAt(`${date}T${hour}:00:00.000Z`)) }] }
}

export const holding: Answer = ({ body }) => ({
  bookingId: '00000000-0000-4000-8000-000000000200',
  holdToken: `hold-${String(body['startsAt'])}`,
  ...slotAt(String(body['startsAt'])),
  resource: people[0],
  expiresAt: new Date(0).toISOString(),
  lastsSeconds: 300,
})

export const appointmentAt = (startsAt: string, changes: Partial<Appointment> = {}): Appointment => ({
  id: '00000000-0000-4000-8000-000000000200',
  state: 'confirmed',
  ...slotAt(startsAt),
  zone: 'Europe/Berlin',
  service: salon.services[0]!,
  resource: people[0]!,
  business: salon.business,
  customerName: 'Ada Lovelace',
  customerEmail: 'ada@example.com',
  mayReschedule: true,
  mayCancel: true,
  manageToken: 'token',
  manageUrl: 'http://harbor.frames.localhost/p/booking/manage#token',
  ics: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR',
  ...changes,
})

export const reserving: Answer = ({ body }) => appointmentAt(String(body['startsAt']))

/** A server on which everything works. */
export const openSalon: Record<string, Answer> = {
  catalogue: () => salon,
  slots: lastDays,
  'actions/hold': holding,
  'actions/reserve': reserving,
}
