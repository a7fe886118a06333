/** Milliseconds in which a registry has to answer. */
const PATIENCE = 3000

/** True when the registry of an image answers as one: with or without asking who is there. */
export async function registryAnswers(image: string): Promise<boolean> {
  const host = image.split('/')[0]!
  try {
    const address = host === 'docker.io' ? 'registry-1.docker.io' : host
    const { status } = await fetch(`https://${address}/v2/`, { signal: AbortSignal.timeout(PATIENCE) })
    return status === 200 || status === 401
  } catch {
    return false
  }
}
