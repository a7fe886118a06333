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

/** What `docker save` says of each image. */
type Saved = { Config: string; RepoTags: string[] | null; Layers: string[] }

interface Blob {
  file: string
  size: number
}

/**
 * A stand-in for a container registry that mirrors others: the pull half of the distribution protocol. An image's repository is
 * its whole name, the registry's host in front.
 * @see https://distribution.github.io/distribution/spec/api/
 */
export class StandInRegistry {
  /** What was asked of it, as `METHOD path`. */
  readonly requests: string[] = []
  readonly #blobs = new Map<string, Blob>()
  /** By digest, and by name with tag. */
  readonly #manifests = new Map<string, Buffer>()
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      this.requests.push(`${request.method} ${path}`)
      if (path === '/v2/') return response.writeHead(200).end()
      const [, repository = '', kind, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? []
      if (kind === 'manifests') {
        const manifest = this.#manifests.get(reference) ?? this.#manifests.get(`${repository}:${reference}`)
        if (manifest === undefined) return response.writeHead(404).end()
        return response
          .writeHead(200, headers(MANIFEST, manifest.length, digestOf(manifest)))
          .end(request.method === 'HEAD' ? undefined : manifest)
      }
      const blob = this.#blobs.get(reference)
      if (blob === undefined) return response.writeHead(404).end()
      response.writeHead(200, headers('application/octet-stream', blob.size, reference))
      return void pipeline(createReadStream(blob.file), response).catch(() => response.destroy())
    })
  }

  /** Begins to listen on loopback. @returns `host:port` */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /**
   * Offers the images that `docker save` wrote and tar unpacked into a directory, under their names.
   * @returns the digest of the last
   */
  async offer(directory: string): Promise<string> {
    const images = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as Saved[]
    let digest = ''
    for (const { Config, RepoTags, Layers } of images) {
      const config = await this.#blob(join(directory, Config), CONFIG)
      const layers = []
      for (const layer of Layers) layers.push(await this.#blob(join(directory, layer), LAYER))
      const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers }))
      digest = digestOf(manifest)
      for (const name of [digest, ...(RepoTags ?? [])]) this.#manifests.set(name, manifest)
    }
    return digest
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #blob(file: string, mediaType: string) {
    const known = [...this.#blobs].find(([, blob]) => blob.file === file)
    if (known !== undefined) return { mediaType, size: known[1].size, digest: known[0] }
    const hash = createHash('sha256')
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
    const digest = `sha256:${hash.digest('hex')}`
    const { size } = await stat(file)
    this.#blobs.set(digest, { file, size })
    return { mediaType, size, digest }
  }
}

function digestOf(data: Buffer): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`
}

function headers(type: string, length: number, digest: string) {
  return { 'Content-Type': type, 'Content-Length': length, 'Docker-Content-Digest': digest }
}
