import { Client } from 'undici'
import { dockerEndpoint, readEngine } from './engine-info.ts'

/** Milliseconds in which the engine has to say that it sees an image: it asks the registry, by its proxy. */
const TIMEOUT = 10_000

/**
 * Whether the engine sees an image by a proxy that is set in the engine alone. Without one it reaches what this process reaches, so
 * it is not asked. The question costs no download.
 * https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Distribution
 * @param image with its registry, by tag or by digest
 */
export async function engineSees(image: string): Promise<boolean> {
  const endpoint = await dockerEndpoint()
  const engine = await readEngine(endpoint)
  if (engine === undefined || engine.info.HttpProxy + engine.info.HttpsProxy === '') return false
  const client = clientOf(endpoint)
  if (client === undefined) return false
  try {
    const path = `/distribution/${image}/json`
    const { statusCode, body } = await client.request({ path, method: 'GET', signal: AbortSignal.timeout(TIMEOUT) })
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  } finally {
    await client.destroy()
  }
}

/** An HTTP client of an engine on this machine; undefined for an endpoint that takes more than an address. */
function clientOf(endpoint: string): Client | undefined {
  if (endpoint.startsWith('unix://'))
    return new Client('http://docker', { socketPath: endpoint.slice('unix://'.length) })
  if (endpoint.startsWith('tcp://') && !process.env['DOCKER_TLS_VERIFY'])
    return new Client(endpoint.replace(/^tcp:/, 'http:'))
  return undefined
}
