import { randomBytes } from 'node:crypto'
import {
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  existsSync,
  mkdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLocalFiles } from './local-files.ts'

let dir: string
const name = 'exports/site/one'

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'dm-files-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const store = () => openLocalFiles({ dir, secret: 'a secret of this test' })
async function* inParts(content: Buffer, size = 1000) {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}
async function readAll(from: string, range?: [number, number], files = store()): Promise<Buffer> {
  const file = (await files.open(from))!
  try {
    const parts: Buffer[] = []
    for await (const part of file.read(...(range ?? ([0, file.bytes] as const)))) parts.push(part)
    return Buffer.concat(parts)
  } finally {
    await file.close()
  }
}

describe('a local file', () => {
  const piece = 64 * 1024
  it.each([0, 1, piece - 1, piece, piece + 1, 3 * piece, 200_000])('of %i bytes comes back as it was', async (size) => {
    const content = randomBytes(size)
    expect(await store().write(name, inParts(content, 7777))).toBe(size)
    const file = (await store().open(name))!
    expect(file.bytes).toBe(size)
    await file.close()
    expect((await readAll(name)).equals(content)).toBe(true)
  })

  it('is read from anywhere to anywhere', async () => {
    const content = randomBytes(300_000)
    await store().write(name, inParts(content))
    for (const [start, end] of [
      [0, 10],
      [piece - 5, piece + 5],
      [piece, 2 * piece],
      [299_990, 300_000],
      [100, 299_000],
    ] as const)
      expect((await readAll(name, [start, end])).equals(content.subarray(start, end))).toBe(true)
  })

  it('shows nothing of its content to whoever has the disk, and opens with no other secret', async () => {
    const content = Buffer.from('the customer’s name '.repeat(20_000))
    await store().write(name, inParts(content))
    expect(readFileSync(join(dir, name)).includes('customer')).toBe(false)
    await expect(readAll(name, undefined, openLocalFiles({ dir, secret: 'another' }))).rejects.toThrow(name)
  })

  it('is refused when a byte of it changed, when its end is missing, and under another name', async () => {
    const content = randomBytes(150_000)
    const path = join(dir, name)
    await store().write(name, inParts(content))
    const sealed = readFileSync(path)
    const changed = Buffer.from(sealed)
    changed[100_000]! ^= 1
    writeFileSync(path, changed)
    await expect(readAll(name)).rejects.toThrow(name)
    writeFileSync(path, sealed)
    truncateSync(path, 20 + 2 * (piece + 16))
    await expect(readAll(name)).rejects.toThrow(name)
    writeFileSync(path, sealed)
    const other = join(dir, 'exports/other/one')
    mkdirSync(dirname(other), { recursive: true })
    renameSync(path, other)
    await expect(readAll('exports/other/one')).rejects.toThrow('exports/other/one')
  })

  it('that fails on its way leaves nothing behind', async () => {
    async function* failing() {
      yield randomBytes(100_000)
      throw new Error('the source went away')
    }
    await expect(store().write('exports/site/two', failing())).rejects.toThrow('went away')
    expect(await store().open('exports/site/two')).toBeUndefined()
    expect(existsSync(join(dir, 'exports/site/two.part'))).toBe(false)
  })

  it('goes with its folder, and may be gone already', async () => {
    await store().write('exports/site/three', inParts(randomBytes(10)))
    await store().remove('exports/site')
    await store().remove('exports/site')
    expect(await store().open('exports/site/three')).toBeUndefined()
  })

  it('has no name that leads out of its folder', async () => {
    await expect(store().open('../secret')).rejects.toThrow('not the name')
    await expect(store().open('exports/../../x')).rejects.toThrow('not the name')
  })
})
