import { afterEach, describe, expect, it, vi } from 'vitest'
import { createLocalClient, type LocalClient } from './local-client.ts'

const boot = { site: 'harbor', module: 'booking', widget: 'booking', element: 'dm-booking', data: null }
const opened: LocalClient[] = []
afterEach(() => opened.splice(0).forEach((local) => local.end()))

function open() {
  const events: unknown[] = []
  const local = createLocalClient({
    boot,
    init: { locale: 'de', props: { service: 'x' } },
    api: { base: 'http://127.0.0.1:1', headers: () => ({}) },
    onEvent: (name, detail) => events.push([name, detail]),
  })
  opened.push(local)
  return { ...local, events }
}

describe('a widget without a frame', () => {
  it('has the same client, and its page hears the same events', async () => {
    const { client, events } = open()
    expect(client.init).toMatchObject({ locale: 'de', mode: 'inline', props: { service: 'x' } })
    client.raise('dm-booked', { id: 1 })
    client.track('viewed')
    client.announce('Booked')
    client.close('done')
    await vi.waitFor(() => expect(events).toHaveLength(4))
    expect(events).toEqual([
      ['dm-booked', { id: 1 }],
      ['dm-track', { name: 'viewed', properties: {} }],
      ['announce', { text: 'Booked' }],
      ['dm-close', { reason: 'done' }],
    ])
    expect(await client.call('page.navigate', { url: 'https://other.example/' })).toEqual({ allowed: false })
  })

  it('is told changes, but not what is as before, and nothing after its end', async () => {
    const { client, page, end } = open()
    const changes: string[] = []
    const stop = client.subscribe((change) => changes.push(change))
    await page.call('widget.setLocale', { locale: 'ar' })
    await page.call('widget.setLocale', { locale: 'ar' })
    await page.call('widget.setProps', { props: {} })
    expect(changes).toEqual(['locale', 'props'])
    expect(client.init.locale).toBe('ar')
    await page.call('widget.setLocale', { locale: 'en-GB@posix' })
    expect(client.init.locale).toBe('en-GB')
    stop()
    await page.call('widget.setLocale', { locale: 'en' })
    expect(changes).toHaveLength(3)
    end()
    await expect(page.call('widget.setLocale', { locale: 'de' })).rejects.toMatchObject({ reason: 'rpc.closed' })
    await expect(client.api.get('slots')).rejects.toMatchObject({ code: 'NETWORK_ERROR' })
  })
})
