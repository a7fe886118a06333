import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A port on this machine that leads to another one, which can be changed or cut at any time, as networks do. */
export interface Relay {
  port: number
  /** New connections lead there from now on; those that are open are cut. */
  leadTo(port: number): void
  /** Open connections are cut, and new ones as soon as they are made. */
  cut(): void
  /** It leads again to where it led first. */
  mend(): void
  close(): Promise<void>
}

/** @param target the port that it leads to first */
export async function relay(target: number): Promise<Relay> {
  let leadsTo: number | undefined = target
  const open = new Set<Socket>()
  const server = createServer((from) => {
    if (leadsTo === undefined) return void from.destroy()
    const to = connect(leadsTo, '127.0.0.1')
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one)
      one
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(one)
          other.destroy()
        })
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const turn = (port: number | undefined) => {
    leadsTo = port
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: turn,
    cut: () => turn(undefined),
    mend: () => turn(target),
    close: async () => {
      turn(undefined)
      server.close()
      await once(server, 'close')
    },
  }
}
