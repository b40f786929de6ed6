/** What all elements of a page share: its settings and their changes. */
import type { Appearance, FrameInit } from '@dramac/contract/wire/frame'
import type { JsonValue } from '@dramac/contract/wire/json'
import type { Drops } from '@dramac/postmessage-rpc'
import type { WidgetElement } from './widget-element.ts'

export interface PageSettings {
  /** The site's public key, `dm_pk_…`. */
  site: string
  /** Origin below which each site has its own: `https://frames.example`. */
  frames: string
  /** BCP 47; empty: the nearest `lang`, then the browser. */
  locale: string
  appearance: Partial<Appearance>
  consent: FrameInit['consent']
  context: Record<string, JsonValue>
}

export const settings: PageSettings = {
  site: '',
  frames: '',
  locale: '',
  appearance: {},
  consent: 'unknown',
  context: {},
}

/** Elements that stand in the document now. */
export const live = new Set<WidgetElement>()

/** Messages thrown away on this page, for whoever looks into an attack. */
export const drops: Drops = {}

export function updateAll(): void {
  live.forEach((element) => element.update())
}

/** Origin of a site's frames, derived from its key so that no lookup stands before the frame. */
export function framesOrigin(site: string): string | undefined {
  const label = /^dm_pk_[a-z]+_([a-z0-9-]+)$/i.exec(site)
  return label && /^https?:..[^/]+$/.test(settings.frames)
    ? settings.frames.replace('//', '//' + label[1]!.toLowerCase() + '.')
    : undefined
}

/** Reads the script's own tag. A script self-hosted elsewhere than on `cdn.…` needs `data-frames`. */
export function readScript(): void {
  const current = document.currentScript
  // An image named currentScript shadows the property; a tag manager leaves it empty.
  const script = current?.dataset['site'] ? current : document.querySelector('script[data-site]')
  if (!script) return
  const { dataset, src } = script as HTMLScriptElement // safe: an SVG script has both undefined, and then no site
  settings.site = dataset['site']!
  settings.frames = dataset['frames'] ?? src.replace(/^(https?:\/\/)cdn(\.[^/]+).*/, '$1frames$2')
}
