/** Contrast of two colours as WCAG 2 counts it, 1 to 21. Colours are `#rrggbb`. */
export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const inks = ['#ffffff', '#111827'] as const

/** The more legible of white and near-black: one of them always reaches 4.5. */
export const legibleOn = (color: string): string =>
  contrastOf(color, inks[0]) >= contrastOf(color, inks[1]) ? inks[0] : inks[1]
