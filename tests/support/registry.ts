import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const CONFIG = 'application/vnd.docker.container.image.v1+json'
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar'

/**
 * A stand-in for a container registry: the pull half of the distribution protocol, for one image.
 * @see https://distribution.github.io/distribution/spec/api/
 */
export class StandInRegistry {
  /** What was asked of it, as `METHOD path`. */
  readonly requests: string[] = []
  readonly #blobs = new Map<string, string>()
  readonly #server: Server
  #manifest = Buffer.alloc(0)

  constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      this.requests.push(`${request.method} ${path}`)
      const digest = /sha256:[0-9a-f]{64}$/.exec(path)?.[0] ?? ''
      if (path === '/v2/') return response.writeHead(200).end()
      if (path.includes('/manifests/') && digest === digestOf(this.#manifest))
        return response
          .writeHead(200, headers(MANIFEST, this.#manifest.length, digest))
          .end(request.method === 'HEAD' ? undefined : this.#manifest)
      const file = this.#blobs.get(digest)
      if (!file) return response.writeHead(404).end()
      return void stat(file).then(({ size }) => {
        response.writeHead(200, headers('application/octet-stream', size, digest))
        return pipeline(createReadStream(file), response).catch(() => response.destroy())
      })
    })
  }

  /** Begins to listen on loopback. @returns `host:port` */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Offers an image that `docker save` wrote and tar unpacked into a directory. @returns the image's digest */
  async offer(directory: string): Promise<string> {
    const [saved] = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as [
      { Config: string; Layers: string[] },
    ]
    const config = await this.#blob(join(directory, saved.Config), CONFIG)
    const layers = []
    for (const layer of saved.Layers) layers.push(await this.#blob(join(directory, layer), LAYER))
    this.#manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers }))
    return digestOf(this.#manifest)
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #blob(file: string, mediaType: string) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
    const digest = `sha256:${hash.digest('hex')}`
    this.#blobs.set(digest, file)
    return { mediaType, size: (await stat(file)).size, digest }
  }
}

function digestOf(data: Buffer): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`
}

function headers(type: string, length: number, digest: string) {
  return { 'Content-Type': type, 'Content-Length': length, 'Docker-Content-Digest': digest }
}
