/** The HTML that somebody pastes: the loader's script, and the widget's element with a link as its fallback. */
import type { Widget } from '@dramac/contract/manifest'
import type { Origins } from '../site-app.ts'
import { defaultLoading, type Choice } from './choice.ts'

/** `GET /v1/embed/versions`; each `url` is a path on the CDN origin. */
export interface Releases {
  readonly latest: string
  /** Always the newest file of this major version. */
  readonly channel: string
  readonly versions: readonly { readonly version: string; readonly url: string; readonly integrity: string }[]
}

export interface SnippetParts {
  readonly choice: Choice
  readonly widget: Widget
  readonly publicKey: string
  readonly origins: Origins
  readonly releases: Releases
}

/** px; none for a dialog, which takes no room in the page. The widest of the three: too much shifts nothing. */
export const reservedHeight = ({ mode }: Choice, { heights }: Widget): number =>
  mode === 'modal' ? 0 : Math.max(...heights)

export function makeSnippet({ choice, widget, publicKey, origins, releases }: SnippetParts): string {
  const { mode, theme, locale, loading, attributes, linkText, linkTarget } = choice
  const height = reservedHeight(choice, widget)
  const script = tag('script', {
    async: true,
    ...sourceOf(choice, origins, releases),
    'data-site': publicKey,
    'data-frames': framesOf(origins.cdn) === origins.frames ? '' : origins.frames,
  })
  const element = tag(widget.element, {
    mode: mode === 'inline' ? '' : mode,
    ...attributes,
    theme: theme === 'auto' ? '' : theme,
    locale,
    loading: loading === defaultLoading(mode) ? '' : loading,
    style: height > 0 ? `display:block;min-height:${height}px` : '',
  })
  const link = `${tag('a', { href: linkTarget })}${escape(linkText)}</a>`
  return `${script}</script>\n${element}\n  ${link}\n</${widget.element}>`
}

function sourceOf({ release }: Choice, { cdn }: Origins, { channel, latest, versions }: Releases) {
  const exact = versions.find(({ version }) => version === latest)
  if (release === 'channel' || !exact) return { src: cdn + channel }
  return { src: cdn + exact.url, integrity: exact.integrity, crossorigin: 'anonymous' }
}

/** Where the loader looks for frames when its tag does not say. */
const framesOf = (cdn: string): string => cdn.replace(/^(https?:\/\/)cdn(\.[^/]+)$/, '$1frames$2')

/** Attributes that are empty are left out. */
function tag(name: string, attributes: Readonly<Record<string, string | true>>): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === '' ? [] : value === true ? [key] : [`${key}="${escape(value)}"`],
  )
  return `<${[name, ...written].join(' ')}>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)
