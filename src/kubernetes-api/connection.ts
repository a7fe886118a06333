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
    const server = this.config.getCurrentCluster()?.server
    if (!server) throw new Error('the kubeconfig names no server')
    const url = new URL(path, server)
    const options: https.RequestOptions = {
      headers: { accept: 'application/json' },
      timeout: 10_000,
    }
    await this.config.applyToHTTPSOptions(options)
    // What `kubectl proxy` gives has no TLS.
    const plain = url.protocol === 'http:'
    options.agent = plain ? undefined : this.#sharedAgent(options)
    return new Promise((resolve, reject) => {
      const request = (plain ? http : https).get(url, options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (response.statusCode !== 200)
            return reject(
              new ApiError(response.statusCode!, `GET ${path}: ${response.statusCode} ${text.slice(0, 200)}`),
            )
          try {
            resolve(JSON.parse(text) as T)
          } catch {
            reject(new Error(`GET ${path}: the answer is not JSON: ${text.slice(0, 200)}`))
          }
        })
      })
      request.on('timeout', () => request.destroy(new Error(`GET ${path}: no answer from the API server within 10 s`)))
      request.on('error', reject)
    })
  }

  /** Closes idle connections, so that the process can end. */
  close(): void {
    this.#agent.destroy()
  }

  /** The library makes an agent for each request; one that keeps connections open does with the same certificates. */
  #sharedAgent({ agent }: https.RequestOptions): https.Agent {
    if (agent instanceof https.Agent && agent !== this.#agent) {
      const { ca, cert, key, rejectUnauthorized } = agent.options
      Object.assign(this.#agent.options, { ca, cert, key, rejectUnauthorized })
    }
    return this.#agent
  }
}

/** An answer of the API that is not what was asked for. */
class ApiError extends Error {
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
