/**
 * Takes the indentation out of Lit's templates, which a minifier of scripts leaves alone because to it they
 * are text. Only what a browser would throw away as well: between tags a line break stays a line break.
 */
import type { Plugin } from 'rollup'

const shrinkers: Readonly<Record<string, (text: string) => string>> = {
  css: shrinkCss,
  html: shrinkHtml,
  svg: shrinkHtml,
}

export function shrinkTemplates(): Plugin {
  return {
    name: 'shrink-templates',
    transform(code, id) {
      if (!id.endsWith('.ts') || !/\b(css|html|svg)\s*`/.test(code)) return null
      const edits = listQuasis(this.parse(code))
      let shrunk = code
      // From the end, so that earlier places keep their numbers.
      for (const { start, end, shrink } of edits.toSorted((a, b) => b.start - a.start))
        shrunk = shrunk.slice(0, start) + shrink(shrunk.slice(start, end)) + shrunk.slice(end)
      return { code: shrunk, map: null }
    },
  }
}

/** Rules without comments and without blanks that separate nothing. Strings are kept as they are. */
export function shrinkCss(text: string): string {
  const pieces = /("[^"]*"|'[^']*')|\/\*[^]*?\*\/|\s*([{};])\s*|\s+/g
  return text.replace(pieces, (_piece, quoted?: string, mark?: string) => quoted ?? mark ?? ' ')
}

/** Line breaks without the indentation behind them, except where white space is shown. */
export function shrinkHtml(text: string): string {
  return /<(pre|textarea)\b/i.test(text) ? text : text.replace(/[ \t]*\n\s*/g, '\n')
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly shrink: (text: string) => string
}

function listQuasis(tree: unknown): Edit[] {
  const edits: Edit[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (isTemplate(node)) {
      const shrink = shrinkers[node.tag.name]
      if (shrink) for (const { start, end } of node.quasi.quasis) edits.push({ start, end, shrink })
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(tree)
  return edits
}

interface Template {
  readonly tag: { readonly name: string }
  readonly quasi: { readonly quasis: readonly { readonly start: number; readonly end: number }[] }
}

const isTemplate = (node: object): node is Template =>
  'type' in node && node.type === 'TaggedTemplateExpression' && 'tag' in node && 'name' in (node.tag as object) // ESTree
