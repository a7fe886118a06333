import type { ToolchainProvider } from './provider.ts'
import { publishedToolchain } from './published/provider.ts'
import { canBuild } from './source/requirements.ts'
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
  try {
    const address = host === 'docker.io' ? 'registry-1.docker.io' : host
    const { status } = await fetch(`https://${address}/v2/`, { signal: AbortSignal.timeout(REGISTRY_TIMEOUT) })
    return status === 200 || status === 401
  } catch {
    return false
  }
}
