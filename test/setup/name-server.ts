/** A real name server on this machine, so that tests ask DNS and not a stand-in for it. */
import dns2 from 'dns2'

export interface Zone {
  /** Each question takes the next list; the last one stays. */
  readonly a?: readonly (readonly string[])[]
  readonly aaaa?: readonly string[]
  readonly txt?: readonly string[]
  /** Asked, but never answered, or refused with a code: SERVFAIL is 2. */
  readonly trouble?: 'silence' | number
}

export interface NameServer {
  /** `address:port`, as resolvers take it. */
  readonly address: string
  /** Names to records; a test may change them while it runs. */
  readonly zones: Map<string, Zone>
  /** `A good.test`, in the order of asking. */
  readonly asked: string[]
  close(): Promise<void>
}

const { Packet } = dns2
const notFound = 3

export async function openNameServer(): Promise<NameServer> {
  const zones = new Map<string, Zone>()
  const asked: string[] = []
  const server = dns2.createServer({
    udp: true,
    handle(request, send) {
      const response = Packet.createResponseFromRequest(request)
      const question = request.questions[0]! // a resolver asks one at a time
      const name = question.name.toLowerCase()
      const zone = zones.get(name)
      const type = Packet.typeName(question.type)
      const before = asked.filter((one) => one === `${type} ${name}`).length
      asked.push(`${type} ${name}`)
      if (zone?.trouble === 'silence') return
      response.header.rcode = zone ? (zone.trouble ?? 0) : notFound
      for (const value of answersOf(zone ?? {}, type, before)) {
        const record = type === 'TXT' ? { data: value } : { address: value }
        response.answers.push(Packet.createResourceFromQuestion(question, { ttl: 0, ...record }))
      }
      void send(response)
    },
  })
  await server.listen({ udp: { port: 0, address: '127.0.0.1' } })
  const { port } = server.addresses().udp as { port: number } // bound above
  return { address: `127.0.0.1:${port}`, zones, asked, close: () => server.close().then(() => {}) }
}

function answersOf(zone: Zone, type: string, before: number): readonly string[] {
  if (type === 'A') return zone.a?.[Math.min(before, zone.a.length - 1)] ?? []
  if (type === 'AAAA') return zone.aaaa ?? []
  return type === 'TXT' ? (zone.txt ?? []) : []
}
