/** The one schema of the calls between an embed frame and its page; types in contract/wire/frame.ts. */
import type { FrameMethods, HostMethods } from '@dramac/contract/wire/frame'
import { data, match, record, shape, within, type Check } from './checks.ts'

const text = match(/^[^]{0,4096}$/)
const texts = record(text)
const facts = record(data)
const word = match(/^[a-z]{1,20}$/)

/** Names the loader raises itself; a module's event may not pose as one of them. */
const eventName = match(/^dm-(?!(ready|resize|open|close|error|navigate|track)$)[a-z][a-z0-9-]{0,60}$/)

export const hostChecks: Record<keyof HostMethods, Check> = {
  'frame.resize': shape({ height: within(0, 1e6) }),
  'frame.close': shape({ reason: word }),
  'frame.ready': shape({ storage: word }),
  'event.raise': shape({ name: eventName, detail: data }),
  'event.track': shape({ name: text, properties: facts }),
  'page.navigate': shape({ url: text }),
  'page.announce': shape({ text }),
  'page.getInfo': data,
}

export const frameChecks: Record<keyof FrameMethods, Check> = {
  'widget.setAppearance': shape({ theme: match(/^(light|dark|auto)$/), variables: texts }),
  'widget.setLocale': shape({ locale: text }),
  'widget.setProps': shape({ props: texts }),
  'widget.setContext': shape({ context: facts }),
  'widget.setConsent': shape({ consent: match(/^(unknown|granted|denied)$/) }),
  'widget.focus': data,
  'widget.destroy': data,
}
