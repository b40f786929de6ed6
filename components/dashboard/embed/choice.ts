/** What somebody wants to put into a page, and what of it is the default and needs no attribute. */
import type { Widget } from '@dramac/contract/manifest'
import { sayLabel, type SessionModule } from '../session.ts'
import type { SiteApp } from '../site-app.ts'

export const modes = ['inline', 'modal'] as const
export type Mode = (typeof modes)[number]
export const loadings = ['lazy', 'eager', 'intent'] as const
export type Loading = (typeof loadings)[number]
export const schemes = ['auto', 'light', 'dark'] as const
export type Scheme = (typeof schemes)[number]
export type Release = 'channel' | 'exact'

export interface Choice {
  /** Slug of the module, and the widget's name in it. */
  readonly module: string
  readonly widget: string
  readonly mode: Mode
  readonly loading: Loading
  readonly theme: Scheme
  /** Empty: the language of the page. */
  readonly locale: string
  readonly release: Release
  /** The widget's own; empty ones are left out. */
  readonly attributes: Readonly<Record<string, string>>
  readonly linkText: string
  readonly linkTarget: string
}

export interface Embeddable {
  readonly module: SessionModule
  readonly name: string
  readonly widget: Widget
}

export const listEmbeddable = (modules: readonly SessionModule[]): Embeddable[] =>
  modules.flatMap((module) => Object.entries(module.widgets).map(([name, widget]) => ({ module, name, widget })))

export const isChosen = ({ module, name }: Embeddable, choice: Choice): boolean =>
  module.slug === choice.module && name === choice.widget

export const defaultLoading = (mode: Mode): Loading => (mode === 'modal' ? 'intent' : 'lazy')

/** The fallback leads to the site's own page of the widget, so that a page without our script still has a way to it. */
export function firstChoice({ origins, site, words }: SiteApp, { module, name, widget }: Embeddable): Choice {
  return {
    module: module.slug,
    widget: name,
    mode: 'inline',
    loading: defaultLoading('inline'),
    theme: 'auto',
    locale: '',
    release: 'exact',
    attributes: {},
    linkText: sayLabel(module, widget.label, words.locale),
    linkTarget: `${framesOrigin(origins.frames, site.publicKey)}/p/${module.slug}/${name}`,
  }
}

/** The site's own origin for frames, by the label at the end of its key, as the loader finds it. */
function framesOrigin(frames: string, key: string): string {
  const label = /^dm_pk_[a-z]+_([a-z0-9-]+)$/i.exec(key)?.[1] ?? ''
  return frames.replace('://', `://${label.toLowerCase()}.`)
}
