/** Errors that are the same mistake look the same: by their kind and the places of our own code that they went through. */
import { createHash } from 'node:crypto'
import { redact } from './redact.ts'

export type Surface = 'http' | 'job' | 'process' | 'dashboard' | 'frame'

export interface Raw {
  readonly surface: Surface
  readonly name: string
  readonly code?: string
  readonly message: string
  readonly stack?: string
}

export interface Described {
  /** The fingerprint, as a UUID. */
  readonly id: string
  readonly surface: Surface
  readonly name: string
  readonly code: string | null
  /** Redacted. */
  readonly title: string
  /** Function and file, without lines: these move with every release. */
  readonly frames: readonly string[]
}

const mostFrames = 5
const word = /^[\w.$-]{1,60}$/

export function describeError({ surface, name, code, message, stack = '' }: Raw): Described {
  const frames = framesOf(stack)
  const title = redact(message)
  const kind = word.test(name) ? name : 'Error'
  const known = code !== undefined && word.test(code) ? code : null
  // Without a place of ours, what it says is all that tells it from others.
  const parts = [surface, kind, known ?? '', ...(frames.length > 0 ? frames : [title])]
  return { id: toUuid(parts.join('\n')), surface, name: kind, code: known, title, frames }
}

/** Ours first: of a library's own frames only the last one before ours would differ, and it moves. */
function framesOf(stack: string): string[] {
  const frames = stack.split('\n').flatMap((line) => {
    const [, called = '', path = ''] =
      /^\s*at (?:async )?(?:(.+?) \()?(?:file:\/\/|https?:\/\/[^/]+)?([^()]+?)(?::\d+)+\)?$/.exec(line) ?? []
    if (!path || /node_modules|^node:|^internal\//.test(path)) return []
    const file = /(?:^|\/)((?:core|server|contract|modules|components|embed|assets)\/.+)$/.exec(path)?.[1]
    return file ? [`${word.test(called) ? called : ''} ${file.replace(/[-.][0-9a-zA-Z_]{8,}\.js$/, '.js')}`.trim()] : []
  })
  return frames.slice(0, mostFrames)
}

function toUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
