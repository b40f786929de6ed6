import { describe, expect, it } from 'vitest'
import type { Widget } from '@dramac/contract/manifest'
import type { Choice } from './choice.ts'
import { makeSnippet, reservedHeight, type Releases } from './snippet.ts'

const widget: Widget = {
  label: 'Ask us',
  element: 'dm-ask',
  attributes: { topic: { label: 'Topic' } },
  events: [],
  allow: [],
  calls: [],
  heights: [560, 520, 480],
}
const choice: Choice = {
  module: 'ask',
  widget: 'ask',
  mode: 'inline',
  loading: 'lazy',
  theme: 'auto',
  locale: '',
  release: 'channel',
  attributes: { topic: '' },
  linkText: 'Ask us',
  linkTarget: 'https://ask.example/',
}
const releases: Releases = {
  latest: '1.4.2',
  channel: '/embed/v1.js',
  versions: [{ version: '1.4.2', url: '/embed/1.4.2/embed.js', integrity: 'sha384-abc' }],
}
const origins = { cdn: 'https://cdn.example', frames: 'https://frames.example' }
const snippet = (change: Partial<Choice> = {}, at = origins) =>
  makeSnippet({ choice: { ...choice, ...change }, widget, publicKey: 'dm_pk_live_7f3k', origins: at, releases })

describe('a snippet', () => {
  it('is one script and one element when nothing is chosen, with room for the tallest form of the widget', () => {
    expect(snippet()).toBe(
      '<script async src="https://cdn.example/embed/v1.js" data-site="dm_pk_live_7f3k"></script>\n' +
        '<dm-ask style="display:block;min-height:560px">\n' +
        '  <a href="https://ask.example/">Ask us</a>\n' +
        '</dm-ask>',
    )
  })

  it('of an exact version carries its integrity, and asks for the file in the way that integrity needs', () => {
    expect(snippet({ release: 'exact' })).toContain(
      '<script async src="https://cdn.example/embed/1.4.2/embed.js" integrity="sha384-abc" crossorigin="anonymous" ',
    )
  })

  it('says only what differs from what the loader does anyway', () => {
    const element = snippet({ mode: 'modal', loading: 'intent', theme: 'dark', locale: 'de' }).split('\n')[1]
    expect(element).toBe('<dm-ask mode="modal" theme="dark" locale="de">')
    expect(snippet({ loading: 'eager' })).toContain('<dm-ask loading="eager" style=')
    expect(snippet({ mode: 'modal', loading: 'lazy' })).toContain('<dm-ask mode="modal" loading="lazy">')
  })

  it('keeps every value inside its quotes', () => {
    const written = snippet({
      attributes: { topic: '"><script>alert(1)</script>' },
      linkText: '<b>Ask & go</b>',
      linkTarget: 'https://ask.example/?a=1&b="2"',
    })
    expect(written).toContain('topic="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(written).toContain('href="https://ask.example/?a=1&amp;b=&quot;2&quot;"')
    expect(written).toContain('&lt;b&gt;Ask &amp; go&lt;/b&gt;</a>')
  })

  it('names the origin of frames where the loader could not derive it', () => {
    expect(snippet({}, { cdn: 'https://static.example', frames: 'https://frames.example' })).toContain(
      'data-frames="https://frames.example"',
    )
  })

  it('reserves nothing for a dialog', () => {
    expect(reservedHeight({ ...choice, mode: 'modal' }, widget)).toBe(0)
  })
})
