import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createProxy, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { sha256 } from '../../src/evidence/index.ts'
import { setVariable } from './environment.ts'

const run = promisify(execFile)

/**
 * The hosts that publish tools and charts, and a registry. They cannot be reached from where the tests run, so a server on
 * loopback stands in for them.
 */
const HOSTS = [
  ...['github.com', 'release-assets.githubusercontent.com', 'dl.k8s.io', 'get.helm.sh', 'blob.istio.io'],
  'registry-1.docker.io',
]

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * A stand-in for the publishers of tools: an https server on loopback with a certificate of its own authority, and a proxy
 * in front that leads each of the publishers' names there, so that the project asks for the real addresses.
 */
export class ToolPublishers {
  /** What was asked of the server, as `METHOD https://host/path [Range]`. */
  readonly requests: string[] = []
  /** What was asked of the proxy, as `host:port`. */
  readonly connected: string[] = []
  /** The file with the certificate of the authority. */
  readonly authority: string
  /** `name:password` that the proxy asks for; undefined: it asks for none. */
  login: string | undefined
  readonly #directory: string
  readonly #handlers = new Map<string, Handler>()
  readonly #server: Server
  readonly #proxy: Server
  readonly #restore: (() => void)[] = []
  readonly #sockets = new Set<Duplex>()

  private constructor(directory: string, key: Buffer, cert: Buffer) {
    this.#directory = directory
    this.authority = join(directory, 'ca.pem')
    this.#server = createServer({ key, cert }, (request, response) => {
      const url = `https://${request.headers.host}${request.url}`
      this.requests.push([request.method, url, request.headers.range].filter(Boolean).join(' '))
      const handler = this.#handlers.get(url)
      if (handler) handler(request, response)
      else response.writeHead(404).end()
    })
    this.#proxy = createProxy((_request, response) => response.writeHead(405).end())
    this.#proxy.on('connect', (request: IncomingMessage, client: Duplex) => this.#tunnel(request, client))
  }

  /** Starts server and proxy, and sets `HTTPS_PROXY` and `SSL_CERT_FILE` of this process accordingly. */
  static async start(): Promise<ToolPublishers> {
    const directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
    await makeCertificates(directory)
    const [key, cert] = await Promise.all(['key.pem', 'cert.pem'].map((name) => readFile(join(directory, name))))
    const publishers = new ToolPublishers(directory, key!, cert!)
    for (const server of [publishers.#server, publishers.#proxy])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    for (const [name, value] of Object.entries(publishers.environment())) publishers.set(name, value)
    return publishers
  }

  /** The variables with which a process reaches it; all others that name proxies or authorities are empty. */
  environment(): Record<string, string> {
    return {
      HTTPS_PROXY: `http://127.0.0.1:${portOf(this.#proxy)}`,
      https_proxy: '',
      NO_PROXY: '',
      no_proxy: '',
      SSL_CERT_FILE: this.authority,
      NODE_EXTRA_CA_CERTS: '',
    }
  }

  /** The server's own address, beside the proxy: `127.0.0.1:port`. */
  get direct(): string {
    return `127.0.0.1:${portOf(this.#server)}`
  }

  /** Sets a variable of this process until it is stopped. */
  set(name: string, value: string): void {
    this.#restore.unshift(setVariable(name, value))
  }

  /** Answers an address with a handler. */
  answer(url: string, handler: Handler): void {
    this.#handlers.set(url, handler)
  }

  /** What answers an address now. */
  handlerOf(url: string): Handler {
    const handler = this.#handlers.get(url)
    if (handler === undefined) throw new Error(`nothing answers ${url}`)
    return handler
  }

  /** Answers an address with a file, in parts where asked for. */
  serve(url: string, content: Buffer): void {
    this.answer(url, (request, response) => sendFile(request, response, content))
  }

  async stop(): Promise<void> {
    for (const restore of this.#restore) restore()
    for (const socket of this.#sockets) socket.destroy()
    for (const server of [this.#server, this.#proxy]) {
      server.closeAllConnections()
      server.close()
    }
    await rm(this.#directory, { recursive: true })
  }

  #tunnel(request: IncomingMessage, client: Duplex): void {
    this.#sockets.add(client.on('error', () => client.destroy()))
    const name = request.url!.split(':')[0]!
    this.connected.push(request.url!)
    const login = this.login && `Basic ${Buffer.from(this.login).toString('base64')}`
    if (login !== undefined && request.headers['proxy-authorization'] !== login)
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n')
    if (!HOSTS.includes(name)) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const server: Socket = connect(portOf(this.#server), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      server.pipe(client).pipe(server)
    })
    server.on('error', () => client.destroy()).on('close', () => client.destroy())
    client.on('close', () => server.destroy())
  }
}

/** Sends a file as a server does that knows parts and an ETag. */
export function sendFile({ headers, method }: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const etag = `"${sha256(content).slice(0, 16)}"`
  const from = headers['if-range'] === etag ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0
  const rest = content.subarray(from)
  const range = from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}
  response.writeHead(from > 0 ? 206 : 200, { etag, 'content-length': rest.length, ...range })
  response.end(method === 'HEAD' ? undefined : rest)
}

/** An authority, and a certificate of all hosts that it signed, each with its key. */
async function makeCertificates(directory: string): Promise<void> {
  const openssl = (...words: string[]) => run('openssl', words, { cwd: directory })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const names = [...HOSTS.map((host) => `DNS:${host}`), 'IP:127.0.0.1'].join(',')
  await writeFile(join(directory, 'names'), `subjectAltName=${names}\n`)
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=stand-in',
  )
  await openssl('req', ...key, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=publishers')
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-days', '2', '-extfile', 'names']
  await openssl('x509', '-req', '-in', 'request.pem', '-out', 'cert.pem', ...signed)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
