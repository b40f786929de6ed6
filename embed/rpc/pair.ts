/** Two connected transports inside one document: the same tables serve a widget that has no frame. */
import type { Transport } from './wire.ts'

export function createPair(): [Transport, Transport] {
  const { port1, port2 } = new MessageChannel()
  return [port1, port2]
}
