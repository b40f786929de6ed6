/** Which steps a visitor takes: the page's attributes and a lack of choice leave some out. */
import type { PublicService } from '../contract.ts'

/** A step that asks the visitor something. */
export type Asking = 'service' | 'person' | 'time' | 'details'

/** Finds what a page's attribute names: the readable slug, or the id. */
export const named =
  (wanted: string) =>
  ({ id, slug }: { readonly id: string; readonly slug: string }): boolean =>
    slug === wanted || id === wanted

/** Only what the person gives; everything when there is no such person. */
export function listOffered(services: readonly PublicService[], resource: string): readonly PublicService[] {
  const given = services.filter(({ resources }) => resources.some(named(resource)))
  return given.length > 0 ? given : services
}

export interface Wanted {
  /** Slug or id; empty when the page names none. */
  readonly service: string
  readonly resource: string
  /** What the visitor has chosen so far. */
  readonly chosen: PublicService | undefined
}

export function stepsOf(offered: readonly PublicService[], { service, resource, chosen }: Wanted): readonly Asking[] {
  const people = chosen?.resources ?? []
  const asksService = !offered.some(named(service))
  const asksPerson = !chosen || (people.length > 1 && !people.some(named(resource)))
  return [
    ...(asksService ? (['service'] as const) : []),
    ...(asksPerson ? (['person'] as const) : []),
    'time',
    'details',
  ]
}
