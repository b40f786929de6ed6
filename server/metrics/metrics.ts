/**
 * What the process counts of itself, for Prometheus. No label ever names a site, an agency or a person: there may be
 * a million of them, and whom they serve is nobody's business who watches machines.
 */
import type { ServerResponse } from 'node:http'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { SurfaceName } from '../http/surfaces.ts'
import { routeClassOf } from './route-class.ts'

export interface Metrics {
  /** Counts the answer when it is out. */
  watch(response: ServerResponse, asked: Asked): void
  /** Asked whenever somebody reads; the value replaces the last one. */
  gauge(name: string, options: GaugeOptions): void
  /** The text of everything. */
  read(): Promise<{ readonly type: string; readonly text: string }>
}

export interface Asked {
  readonly surface: SurfaceName | 'none'
  readonly path: string
}

export interface GaugeOptions {
  readonly help: string
  /** Absent: one value without a label. */
  readonly label?: string
  collect(): Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>
}

const seconds = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics(release: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'dramac_release_info',
    help: 'The release that runs.',
    labelNames: ['release'],
    registers: [registry],
  })
    .labels(release)
    .set(1)
  const requests = new Histogram({
    name: 'dramac_http_request_seconds',
    help: 'Answered requests, from their arrival to the end of the answer.',
    labelNames: ['surface', 'route', 'status'],
    buckets: seconds,
    registers: [registry],
  })
  // Looking labels up costs more than counting, and there are a few dozen combinations in all.
  const children = new Map<string, { observe(value: number): void }>()

  function childOf(surface: string, route: string, status: string) {
    const key = `${surface} ${route} ${status}`
    const known = children.get(key)
    if (known) return known
    const child = requests.labels(surface, route, status)
    children.set(key, child)
    return child
  }

  return {
    watch(response, { surface, path }) {
      const started = performance.now()
      response.once('finish', () => {
        const status = `${Math.floor(response.statusCode / 100)}xx`
        childOf(surface, routeClassOf(path), status).observe((performance.now() - started) / 1000)
      })
    },
    gauge(name, { help, label, collect }) {
      const gauge = new Gauge({
        name,
        help,
        labelNames: label === undefined ? [] : [label],
        registers: [registry],
        async collect() {
          gauge.reset()
          for (const [value, number] of Object.entries(await collect()))
            if (label === undefined) gauge.set(number)
            else gauge.labels(value).set(number)
        },
      })
    },
    read: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}
