import { createHash } from 'node:crypto'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Channels of the protocol in which an API server passes on what a container's process prints. */
export const CHANNEL = { stdout: 1, stderr: 2, status: 3 }

/**
 * Lets a server take requests to execute a command in a pod, by WebSocket as an API server does.
 * @param serve is given the connection and what sends on one of its channels
 */
export function onExec(
  server: Server,
  serve: (connection: Duplex, send: (channel: number, text: string) => void) => void,
): void {
  server.on('upgrade', (request, connection) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const protocol = request.headers['sec-websocket-protocol']!.split(',')[0]
    connection.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    )
    connection.on('error', () => undefined)
    // The client's closing frame is an end for us, whatever is in it.
    connection.on('data', (frame: Buffer) => void ((frame[0]! & 0x0f) === 8 && connection.end()))
    serve(connection, (channel, text) => {
      const payload = Buffer.concat([Buffer.from([channel]), Buffer.from(text)])
      // A whole binary message; 126 announces a length of two bytes.
      const head = Buffer.from([0x82, 126, 0, 0])
      head.writeUInt16BE(payload.length, 2)
      connection.write(Buffer.concat([head, payload]))
    })
  })
}
