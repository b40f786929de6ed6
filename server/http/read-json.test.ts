import { describe, expect, it } from 'vitest'
import { parseJson } from './read-json.ts'

const read = (text: string) => parseJson(Buffer.from(text))
const refusal = (text: string) => {
  try {
    return read(text)
  } catch (error) {
    return (error as { reason: string }).reason
  }
}

describe('a body', () => {
  it('is read as JSON reads it', () => {
    const text = '{"a":[1,{"b":"ü😀 \\" \\\\ {[:,"}],"c":{"a":null,"d":{}},"e":"a:1,\\"a\\":2"}'
    expect(read(text)).toEqual(JSON.parse(text))
  })

  it.each([
    ['{"a":1,"a":1}', 'core.key_repeated'],
    ['{"x":{"a":1,"b":[{"a":2}],"\\u0061":3}}', 'core.key_repeated'],
    ['{"a":"\\u0000"}', 'core.input_refused'],
    ['{"\\u0000":1}', 'core.input_refused'],
    ['{"a":["\\udc00"]}', 'core.input_refused'],
    ['\uFEFF{}', 'core.body_unreadable'],
    ['{"a":1}{"a":1}', 'core.body_unreadable'],
    ['1', 'core.body_unreadable'],
    [`${'['.repeat(33)}${']'.repeat(33)}`, 'core.body_too_deep'],
  ])('%s is refused', (text, reason) => expect(refusal(text)).toBe(reason))

  it('may use one key in many objects, and nest as deep as any document of ours', () => {
    expect(read('[{"a":1},{"a":1}]')).toHaveLength(2)
    expect(read(`${'['.repeat(32)}${']'.repeat(32)}`)).toBeDefined()
  })

  it('names the place of text that cannot be kept', () => {
    expect(() => read('{"a/b":{"c":["x","\\u0000"]}}')).toThrow(
      expect.objectContaining({ facts: { errors: [expect.objectContaining({ path: '/a~1b/c/1' })] } }),
    )
  })

  it('of the greatest size is read, however it is made', () => {
    const nasty = [`{"a":"${'\\"'.repeat(120_000)}"}`, `[${'"",'.repeat(80_000)}1]`, `{"a":"${'x'.repeat(250_000)}"}`]
    for (const text of nasty) expect(read(text)).toEqual(JSON.parse(text))
  })
})
