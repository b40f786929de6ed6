import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { check as checkCasts, lowerRatchet } from './casts.ts'
import { check as checkSyntax } from './syntax.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dramac-syntax-'))
})

afterEach(() => rmSync(root, { recursive: true }))

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

describe('syntax', () => {
  it.each([
    ['enum Colour { red }', 'enum'],
    ['namespace Colours { export const red = 1 }', 'namespace'],
    ["@customElement('dm-a') class A {}", 'decorators'],
    ['class A { accessor b = 1 }', 'accessor'],
    ['class A { constructor(private b: string) {} }', 'parameter properties'],
    ['class A { constructor(readonly b: string) {} }', 'parameter properties'],
    ['export default 1', 'default export'],
    ['export default function open() {}', 'default export'],
    ['const a = 1\nexport { a as default }', 'default export'],
    ['class SiteManager {}', 'does not say'],
    ['interface BaseElement {}', 'does not say'],
    ['function openSiteV2() {}', 'does not say'],
    ["parent.postMessage({ k: 'dm' }, '*')", 'to one origin'],
    ["parent.postMessage({ k: 'dm' }, { targetOrigin: '*' })", 'to one origin'],
  ])('refuses %j', (text, problem) => {
    plant('core/a.ts', `\n${text}`)
    const problems = checkSyntax(root)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^core/a\\.ts:[23]: .*${problem}`))
  })

  it('leaves alone what only looks like it', () => {
    plant('core/a.ts', "// enum A {}\nexport const said = 'export default 1'\nexport function newUuidV7() {}")
    plant('core/b.ts', "declare global { interface Window { dm: number } }\ndeclare module 'x' {}\nexport {}")
    plant('core/c.ts', "switch (a) { default: port.postMessage('*', origin) }\nexport { default as x } from 'y'")
    plant('core/baseline.ts', 'interface Baseline {}\nclass Database {}')
    plant('vitest.config.ts', 'export default {}')
    plant('test/rogue.test.ts', "parent.postMessage(1, '*')")
    expect(checkSyntax(root)).toEqual([])
  })
})

describe('casts', () => {
  const casts = "const a = b as string\nconst c: any = 1\nconst d = ['x'] as const\n"

  it('allows as many as were recorded, and none where nothing was', () => {
    plant('core/a.ts', casts)
    expect(checkCasts(root)).toHaveLength(2)
    plant('tools/checks/casts.json', '{"any":1,"as":1}')
    expect(checkCasts(root)).toEqual([])
    plant('core/b.ts', 'const e = f as number')
    expect(checkCasts(root)).toEqual([expect.stringContaining('2 times "as"')])
  })

  it('does not count tests', () => {
    plant('core/a.test.ts', casts)
    expect(checkCasts(root)).toEqual([])
  })

  it('records less, and never more', () => {
    plant('core/a.ts', casts)
    plant('tools/checks/casts.json', '{"any":5,"as":0}')
    expect(lowerRatchet(root)).toEqual({ any: 1, as: 0 })
    expect(checkCasts(root)).toEqual([expect.stringContaining('1 times "as"')])
  })
})
