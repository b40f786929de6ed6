import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toReadableAccent } from './brand.ts'

describe('the colour of an agency', () => {
  it('is kept where it can be read as it is', () => {
    expect(toReadableAccent('#0f766e')?.accent).toContain('light-dark(#0f766e')
    expect(toReadableAccent('#5cc9be')?.accent).toContain(', #5cc9be)')
  })

  it('becomes darker on light ground and lighter on dark when it cannot be', () => {
    expect(toReadableAccent('#ffe600')?.accent).not.toContain('light-dark(#ffe600')
    expect(toReadableAccent('#101060')?.accent).not.toContain(', #101060)')
  })

  it('has a text on it for every colour there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (colour) => {
        const found = toReadableAccent(`#${colour.toString(16).padStart(6, '0')}`)
        expect(found?.onAccent).toMatch(/^light-dark\(#(ffffff|000000), #(ffffff|000000)\)$/)
      }),
    )
  })

  it('is left out when it is none', () => {
    for (const text of ['', 'red', '#fff', 'url(x)', '#12345g']) expect(toReadableAccent(text)).toBeUndefined()
  })
})
