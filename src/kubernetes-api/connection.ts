import http from 'node:http'
import https from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { client } from './client.ts'

/** A connection to one cluster, by the kubeconfig of that cluster alone. */
export class Connection {
  readonly config: KubeConfig
  readonly #agent = new https.Agent({ keepAlive: true, maxSockets: 8 })

  /** @param kubeconfig path of the file; no other configuration is looked at */
  constructor(kubeconfig: string) {
    this.config = new (client().KubeConfig)()
    this.config.loadFromFile(kubeconfig)
  }

  /** GETs a path of the API as JSON: `/apis/apps/v1`. @throws ApiError when the API answers with another status than 200, Error when it does not answer */
  async get<T>(path: string): Promise<T> {
    return this.#request('GET', path)
  }

  /** POSTs an object as JSON and returns the answer. @throws as `get`; 201 is an answer, too */
  async post<T>(path: string, body: object): Promise<T> {
    return this.#request('POST', path, JSON.stringify(body))
  }

  async #request<T>(method: 'GET' | 'POST', path: string, body?: string): Promise<T> {
    const server = this.config.getCurrentCluster()?.server
    if (!server) throw new Error('the kubeconfig names no server')
    // The address may have a path of its own, as where one server stands before many clusters.
    const url = new URL(server.replace(/\/+$/, '') + path)
    const options: https.RequestOptions = {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      timeout: 10_000,
    }
    await this.config.applyToHTTPSOptions(options)
    // What `kubectl proxy` gives has no TLS.
    const plain = url.protocol === 'http:'
    options.agent = plain ? undefined : this.#sharedAgent(options)
    return new Promise((resolve, reject) => {
      const request = (plain ? http : https).request(url, options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (response.statusCode !== 200 && !(method === 'POST' && response.statusCode === 201))
            return reject(
              new ApiError(response.statusCode!, `${method} ${path}: ${response.statusCode} ${text.slice(0, 200)}`),
            )
          try {
            resolve(JSON.parse(text) as T)
          } catch {
            reject(new Error(`${method} ${path}: the answer is not JSON: ${text.slice(0, 200)}`))
          }
        })
      })
      const late = new Error(`${method} ${path}: no answer from the API server within 10 s`)
      request.on('timeout', () => request.destroy(late))
      request.on('error', reject)
      request.end(body)
    })
  }

  /** Closes idle connections, so that the process can end. */
  close(): void {
    this.#agent.destroy()
  }

  /** The library makes an agent for each request; one that keeps connections open does with the same certificates. */
  #sharedAgent({ agent }: https.RequestOptions): https.Agent {
    // One that goes through a proxy is kept by the library, and keeps its connections open itself.
    if (this.config.getCurrentCluster()?.proxyUrl) return agent as https.Agent
    if (agent instanceof https.Agent && agent !== this.#agent) {
      const { ca, cert, key, rejectUnauthorized, servername } = agent.options
      Object.assign(this.#agent.options, { ca, cert, key, rejectUnauthorized, ...(servername && { servername }) })
    }
    return this.#agent
  }
}

/** An answer of the API that is not what was asked for. */
export class ApiError extends Error {
  override name = 'ApiError'
  /** Of HTTP. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What the API answers, or undefined when it says that there is nothing at that path. @throws any other error of the answer */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined
    throw error
  }
}
