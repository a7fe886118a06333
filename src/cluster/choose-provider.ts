import { request } from 'undici'
import type { ToolchainProvider } from './provider.ts'
import { publishedToolchain } from './published/provider.ts'
import { canBuild } from './source/requirements.ts'
import { openConnection } from './published/download/connection.ts'
import { sourceToolchain } from './source/provider.ts'
import { loadToolchain } from './toolchain.ts'

/**
 * The provider that was asked for; else the published one, unless no container registry answers and everything can be
 * built here.
 */
export async function chooseProvider(name: ToolchainProvider['name'] | undefined): Promise<ToolchainProvider> {
  if (name !== undefined) return name === 'source' ? sourceToolchain : publishedToolchain
  const { nodeImage } = loadToolchain().published
  if (!canBuild() || (await registryAnswers(nodeImage))) return publishedToolchain
  console.log(
    'tools and images are built from source: no container registry answers (--toolchain published forces one)',
  )
  return sourceToolchain
}

/** Milliseconds in which a registry has to answer. */
const REGISTRY_TIMEOUT = 3000

/** True when the registry of an image answers like a registry, with or without requiring a login. */
async function registryAnswers(image: string): Promise<boolean> {
  const host = image.split('/')[0]!
  const { dispatcher } = openConnection()
  try {
    const address = host === 'docker.io' ? 'registry-1.docker.io' : host
    const signal = AbortSignal.timeout(REGISTRY_TIMEOUT)
    const { statusCode, body } = await request(`https://${address}/v2/`, { dispatcher, signal })
    await body.dump()
    return statusCode === 200 || statusCode === 401
  } catch {
    return false
  } finally {
    await dispatcher.destroy()
  }
}
