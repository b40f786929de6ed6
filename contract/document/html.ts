/** An escaping template: what is not marked as markup is text. No DOM, no dependency. */

const marked = Symbol('html')

export interface Html {
  readonly [marked]: true
  toString(): string
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter]!)

/** Markup taken as it is. Only for what this program wrote itself or escaped before. */
export function raw(markup: string): Html {
  return { [marked]: true, toString: () => markup }
}

export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  let markup = strings[0]!
  for (const [index, value] of values.entries()) markup += render(value) + strings[index + 1]!
  return raw(markup)
}

function render(value: unknown): string {
  if (value === undefined || value === null || value === false) return ''
  if (Array.isArray(value)) return value.map(render).join('')
  if (typeof value === 'object' && marked in value) return String(value)
  return escapeHtml(String(value))
}
