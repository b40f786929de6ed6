/** A network that a test can break: connections pass through, until they are cut. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Line {
  readonly port: number
  /** Lets connections pass, or cuts every connection and takes none. */
  set(state: 'up' | 'down'): void
  close(): Promise<void>
}

/** From `port`, any free one when 0, to `target`, both on this machine. */
export async function openLine(target: number, port = 0): Promise<Line> {
  const sockets = new Set<Socket>()
  let isUp = true
  const server = createServer((near) => {
    if (!isUp) return void near.destroy()
    const far = connect(target, '127.0.0.1')
    for (const [one, two] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => two.destroy())
      one.once('close', () => {
        sockets.delete(one)
        two.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  await new Promise<void>((settle) => server.listen(port, '127.0.0.1', settle))
  return {
    port: (server.address() as AddressInfo).port, // of a server that listens
    set(state) {
      isUp = state === 'up'
      if (!isUp) cut()
    },
    async close() {
      cut()
      await new Promise((settle) => server.close(settle))
    },
  }
}
