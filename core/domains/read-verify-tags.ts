/**
 * Reads `<meta name="dm-verify">` as a browser would: only where the page's owner alone writes. A comment,
 * a script, a title, another tag's attribute or the body may hold strangers' words, and counts for nothing.
 * One pass over the text, each character looked at a bounded number of times.
 */

const maxCharacters = 200_000
const space = new Set(' \t\n\f\r')
/** What may stand in a head; the first other tag, or a word of text, begins the body. */
const headTags = new Set(['html', 'head', 'base', 'link', 'meta', 'noscript', 'script', 'style', 'template', 'title'])
/** Their content is text, or belongs to a document that is not shown. */
const opaqueTags = new Set(['noscript', 'script', 'style', 'template', 'title'])

interface Tag {
  /** Lower case; with a slash before it when it closes. */
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** Where reading goes on; the text's length when the tag never ends. */
  readonly end: number
}

/** Contents of the tags in the order of the page. */
export function readVerifyTags(page: string): string[] {
  const text = page.slice(0, maxCharacters)
  const found: string[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  for (;;) {
    at = skipSpace(text, at)
    if (text[at] !== '<') return found
    const after = skipRemark(text, at)
    if (after !== undefined) {
      at = after
      continue
    }
    const tag = readTag(text, at + 1)
    if (!tag || tag.name === '/head' || !headTags.has(tag.name)) return found
    if (tag.name === 'meta' && tag.attributes.get('name')?.toLowerCase() === 'dm-verify')
      found.push((tag.attributes.get('content') ?? '').trim())
    at = opaqueTags.has(tag.name) ? skipContent(text, tag.end, tag.name) : tag.end
  }
}

/** The end of a comment, doctype or processing instruction that starts here. */
function skipRemark(text: string, at: number): number | undefined {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 2)
  return text[at + 1] === '!' || text[at + 1] === '?' ? after(text, '>', at) : undefined
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at === -1 ? text.length : at + mark.length
}

/** Behind `</name>`, which alone ends such an element. */
function skipContent(text: string, from: number, name: string): number {
  for (let at = text.indexOf('</', from); at !== -1; at = text.indexOf('</', at + 2)) {
    const end = at + 2 + name.length
    const next = text[end]
    if (text.slice(at + 2, end).toLowerCase() !== name || next === undefined) continue
    if (next === '>' || next === '/' || space.has(next)) return after(text, '>', end)
  }
  return text.length
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && space.has(text[at]!)) at++
  return at
}

/** First character from here on that stands in `stops`. */
function findStop(text: string, from: number, stops: string): number {
  let at = from
  while (at < text.length && !space.has(text[at]!) && !stops.includes(text[at]!)) at++
  return at
}

function readTag(text: string, start: number): Tag | undefined {
  const nameStart = text[start] === '/' ? start + 1 : start
  const nameEnd = findStop(text, nameStart, '/>')
  if (nameEnd === nameStart) return undefined
  const name = text.slice(start, nameEnd).toLowerCase()
  const attributes = new Map<string, string>()
  let at = nameEnd
  for (;;) {
    at = skipSpace(text, at)
    if (at >= text.length) return undefined
    if (text[at] === '>') return { name, attributes, end: at + 1 }
    if (text[at] === '/') {
      at++
      continue
    }
    const keyEnd = findStop(text, at + 1, '/>=')
    const key = text.slice(at, keyEnd).toLowerCase()
    const value = readValue(text, skipSpace(text, keyEnd))
    // The first of two attributes of one name is the one that counts.
    if (!attributes.has(key)) attributes.set(key, value?.text ?? '')
    at = value?.end ?? keyEnd
  }
}

/** What follows `=`: in double quotes, in single quotes, or bare up to the next space or `>`. */
function readValue(text: string, equals: number): { text: string; end: number } | undefined {
  if (text[equals] !== '=') return undefined
  const start = skipSpace(text, equals + 1)
  const quote = text[start]
  if (quote !== '"' && quote !== "'") {
    const end = findStop(text, start, '>')
    return { text: text.slice(start, end), end }
  }
  const end = text.indexOf(quote, start + 1)
  return end === -1 ? { text: '', end: text.length } : { text: text.slice(start + 1, end), end: end + 1 }
}
