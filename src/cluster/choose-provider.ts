import { request } from 'undici'
import type { ToolchainProvider } from './provider.ts'
import { engineSees } from './machine/engine-reach.ts'
import { placeOf } from './published/images.ts'
import { publishedToolchain } from './published/provider.ts'
import { canBuild } from './source/requirements.ts'
import { openConnection } from './published/download/connection.ts'
import { sourceToolchain } from './source/provider.ts'
import { loadToolchain } from './toolchain.ts'

/** A provider, and why it is used. */
interface ChosenProvider {
  provider: ToolchainProvider
  /** One line for the user; undefined: it was asked for by name. */
  reason: string | undefined
}

/**
 * The provider that was asked for; else the published one, unless neither this process nor the engine reaches the container registry
 * and everything can be built here.
 */
export async function chooseProvider(name: ToolchainProvider['name'] | undefined): Promise<ChosenProvider> {
  if (name !== undefined)
    return { provider: name === 'source' ? sourceToolchain : publishedToolchain, reason: undefined }
  const { published, mirrors } = loadToolchain()
  const image = placeOf(published.nodeImage, mirrors)
  const registry = image.split('/')[0]!
  if (!canBuild())
    return {
      provider: publishedToolchain,
      reason: 'published tools and images, because building from source needs root on Debian (x86-64)',
    }
  const answers = (await registryAnswers(registry))
    ? `${registry} answers`
    : (await engineSees(image))
      ? `the Docker engine reaches ${registry} by its own proxy`
      : undefined
  if (answers === undefined)
    return {
      provider: sourceToolchain,
      reason: `tools and images built from source, because ${registry} does not answer (--toolchain published for the others)`,
    }
  return {
    provider: publishedToolchain,
    reason: `published tools and images, because ${answers} (--toolchain source builds them)`,
  }
}

/** Milliseconds in which a registry has to answer. */
const REGISTRY_TIMEOUT = 3000

/** True when a host answers like a registry, with or without requiring a login. */
async function registryAnswers(host: string): Promise<boolean> {
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
