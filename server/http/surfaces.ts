/** Four kinds of origin on one port; the Host header decides, by this table. */
import type { Origins } from '../config/env.ts'

export type SurfaceName = 'app' | 'cdn' | 'frames'

export interface Surface {
  readonly name: SurfaceName
  /** The first label of a site's frame host. */
  readonly label: string
}

const hostOf = (origin: string): string => new URL(origin).host

export function surfaceOf(host: string | undefined, origins: Origins): Surface | undefined {
  const name = host?.toLowerCase()
  if (name === undefined) return undefined
  if (name === hostOf(origins.app)) return { name: 'app', label: '' }
  if (name === hostOf(origins.cdn)) return { name: 'cdn', label: '' }
  const dot = name.indexOf('.')
  const label = name.slice(0, dot)
  const isFrames = dot > 0 && name.slice(dot + 1) === hostOf(origins.frames)
  return isFrames && /^[a-z0-9-]{1,63}$/.test(label) ? { name: 'frames', label } : undefined
}

/** The origin of a site's frames. */
export function framesOrigin(origins: Origins, label: string): string {
  const url = new URL(origins.frames)
  return `${url.protocol}//${label}.${url.host}`
}
