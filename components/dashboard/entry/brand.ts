/** Whose door it is: the agency's name, colour and mark, as far as they are known. */
import { contrastOf } from '@dramac/contract/wire/contrast'

export interface Brand {
  readonly name: string
  /** `#rrggbb`. */
  readonly accent?: string
  /** Address of an image that stands on light and dark ground. */
  readonly logo?: string
}

type Rgb = readonly [number, number, number]

const light: Rgb = [255, 255, 255]
const dark: Rgb = [22, 32, 30]
/** Of text on its ground, WCAG AA. */
const least = 4.5

/** An agency's colour where it can be read: darkened on light ground, lightened on dark, no more than it must be. */
export function toReadableAccent(accent: string): { readonly accent: string; readonly onAccent: string } | undefined {
  const given = parse(accent)
  if (!given) return undefined
  const onLight = bend(given, light)
  const onDark = bend(given, dark)
  return {
    accent: `light-dark(${print(onLight)}, ${print(onDark)})`,
    onAccent: `light-dark(${print(textOn(onLight))}, ${print(textOn(onDark))})`,
  }
}

function parse(text: string): Rgb | undefined {
  const [, red, green, blue] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text) ?? []
  if (red === undefined || green === undefined || blue === undefined) return undefined
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)]
}

const print = (color: Rgb): string => `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

function bend(color: Rgb, ground: Rgb): Rgb {
  const away = ground === light ? 0 : 255
  for (let share = 0; share <= 1; share += 0.05) {
    const [red, green, blue] = color
    const toward = (part: number) => part + (away - part) * share
    const bent: Rgb = [toward(red), toward(green), toward(blue)]
    if (contrast(bent, ground) >= least) return bent
  }
  return [away, away, away]
}

const textOn = (color: Rgb): Rgb => (contrast(color, light) >= least ? light : [0, 0, 0])

const contrast = (one: Rgb, other: Rgb): number => contrastOf(print(one), print(other))
