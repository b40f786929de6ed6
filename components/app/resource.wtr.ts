import { assert, aTimeout, expect, waitUntil } from '@open-wc/testing'
import { html, LitElement } from 'lit'
import { DmError } from '@dramac/contract/wire/errors'
import { renderAsync } from './async.ts'
import { appEn } from './messages/en.ts'
import { Resource, ResourceCache } from './resource.ts'
import { wordsOf } from './words.ts'

const words = wordsOf(appEn, 'en')

/** `pollMs` absent: it asks only when told to. */
class DmSample extends LitElement {
  static override properties = { name: { type: String } }
  declare name: string
  cache = new ResourceCache()
  answers: (() => Promise<string>)[] = []
  asked = 0
  get pollMs(): number | undefined {
    return undefined
  }
  readonly resource = new Resource<string>(this, {
    cache: () => this.cache,
    key: () => this.name,
    ask: () => {
      this.asked++
      return (this.answers.shift() ?? (() => Promise.resolve(`answer ${this.asked}`)))()
    },
    tags: ['samples'],
    ...(this.pollMs === undefined ? {} : { pollMs: this.pollMs }),
  })

  override render() {
    return html`${renderAsync({ words, resource: this.resource, ready: (text) => html`<p>${text}</p>` })}`
  }
}
customElements.define('dm-sample', DmSample)

class DmPolling extends DmSample {
  override get pollMs(): number {
    return 60
  }
}
customElements.define('dm-polling', DmPolling)

function show(parts: Partial<DmSample> = {}, tag = 'dm-sample'): DmSample {
  const sample = Object.assign(document.createElement(tag) as DmSample, { name: 'one' }, parts)
  document.body.append(sample)
  return sample
}

const says = (sample: DmSample, text: string) =>
  waitUntil(() => sample.shadowRoot?.textContent?.includes(text), `never: ${text}`)

describe('a resource', () => {
  afterEach(() => document.querySelectorAll('dm-sample, dm-polling').forEach((one) => one.remove()))

  it('asks again by itself, and no more when it is gone', async () => {
    const sample = show({}, 'dm-polling')
    await says(sample, 'answer 1')
    await says(sample, 'answer 2')
    sample.remove()
    const { asked } = sample
    await aTimeout(150)
    assert.equal(sample.asked, asked)
  })

  it('asks again when it is put back into the document', async () => {
    const sample = show()
    await says(sample, 'answer 1')
    sample.remove()
    const { asked } = sample
    document.body.append(sample)
    await waitUntil(() => sample.asked > asked)
  })

  it('keeps a failure in sight while it tries again', async () => {
    const wait = Promise.withResolvers<string>()
    const fail = () => Promise.reject(new DmError('SERVER_ERROR', 'core.unexpected', { requestId: 'req-1' }))
    const sample = show({ answers: [fail, () => wait.promise] })
    await says(sample, 'req-1')
    sample.shadowRoot?.querySelector('button')?.click()
    await waitUntil(() => sample.shadowRoot?.querySelector('[aria-busy="true"]'))
    expect(sample.shadowRoot?.textContent).to.contain('This did not load')
    wait.resolve('at last')
    await says(sample, 'at last')
  })

  it('shows what others have asked for before it asks itself', async () => {
    const cache = new ResourceCache()
    await says(show({ cache }), 'answer 1')
    const never = new Promise<string>(() => {})
    await says(show({ cache, answers: [() => never] }), 'answer 1')
  })
})
