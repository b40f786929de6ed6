/** The staff's session as the visitor's elements ask for it. */
import type { ScreenClient } from '@dramac/components/app/screen-client'
import type { WidgetApi } from '@dramac/frame/client'

const apis = new WeakMap<ScreenClient, WidgetApi>()

/** One per client, so that nothing loads twice. */
export function toWidgetApi(client: ScreenClient): WidgetApi {
  const known = apis.get(client)
  if (known) return known
  const api: WidgetApi = {
    get: (read, query = {}, signal) =>
      client.read(
        read,
        Object.fromEntries(
          Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
        ),
        signal,
      ),
    post: (action, body) => client.action(action, body),
  }
  apis.set(client, api)
  return api
}
