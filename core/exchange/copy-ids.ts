/**
 * New identities for copied rows. Each follows from the old one and the copy it is made for, so that references
 * stay intact without a list of what became what, and a copy that is tried again makes the same rows again.
 */
import { createHash } from 'node:crypto'
import type { ExchangeTable } from './tables.ts'

export type NewId = (old: string) => string

/** UUIDv7 whose time is that of the old one: rows stay in their order. */
export function createNewId(copy: string): NewId {
  return (old) => {
    const time = old.replaceAll('-', '').slice(0, 12).toLowerCase()
    const drawn = createHash('sha256').update(`${copy} ${old.toLowerCase()}`).digest('hex')
    const [a, b, c] = [drawn.slice(0, 3), drawn.slice(3, 6), drawn.slice(6, 18)]
    return `${time.slice(0, 8)}-${time.slice(8)}-7${a}-8${b}-${c}`
  }
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

/** The line with new identities: the row's own, those that it refers to, and those inside its text. */
export function copyLine(line: string, table: ExchangeTable, newId: NewId): string {
  const holding = new Set([
    ...(table.key === 'id' ? ['id'] : []),
    ...table.references.map(({ column }) => column),
    ...table.holdingIds,
  ])
  return joinMembers(
    splitMembers(line).map(([name, value]) => [name, holding.has(name) ? value.replaceAll(uuids, newId) : value]),
  )
}

/** A member's name, and its value as it is written. */
export type Member = readonly [name: string, value: string]

export const joinMembers = (members: readonly Member[]): string =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`

/** Of a line that is a JSON object. Values stay as they are written: reading numbers would round them. */
export function splitMembers(line: string): Member[] {
  const members: Member[] = []
  let depth = 0
  let text = ''
  let name = ''
  let start = 0
  for (const match of line.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const [token] = match
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    if (depth === 1 && token === ':') {
      name = JSON.parse(text)
      start = match.index + 1
    } else if ((depth === 1 && token === ',') || depth === 0) {
      if (start > 0) members.push([name, line.slice(start, match.index).trim()])
      start = 0
    }
    text = token
  }
  return members
}
