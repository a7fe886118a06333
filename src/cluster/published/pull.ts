import { messageOf } from '../../shared/thrown.ts'
import type { BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import { tryDocker } from '../machine/docker.ts'
import { dockerEndpoint, readEngine } from '../machine/engine-info.ts'
import { isInEngine } from '../node-image/commit.ts'

/**
 * Has the engine pull an image unless it has it: with its own login, proxy and certificates.
 * @param image by tag or by digest
 * @param digest what its tag has to be; undefined: nothing is pinned
 * @throws Error with what the engine said and where its settings are
 */
export async function pullImage(image: string, digest: string | undefined, context: BuildContext): Promise<void> {
  if (!(await isInEngine(image))) {
    try {
      await tool(['docker', 'pull', '--quiet', image], context)
    } catch (error) {
      context.signal.throwIfAborted()
      throw new Error(`${messageOf(error)}\n  ${await whereToLook(image, messageOf(error))}`, { cause: error })
    }
  }
  if (digest === undefined) return
  const { stdout } = await tryDocker(['image', 'inspect', '--format', '{{json .RepoDigests}}', image])
  if (!stdout.includes(`@${digest}"`))
    throw new Error(
      `${image} is ${stdout.trim()} in the engine, and toolchain.yaml pins ${digest}\n  docker rmi ${image} has it pulled anew`,
    )
}

/** The engine pulls, not this process: its settings, and not the shell's variables, decide what it reaches. */
async function whereToLook(image: string, said: string): Promise<string> {
  const registry = image.slice(0, image.indexOf('/'))
  if (/toomanyrequests|rate limit/i.test(said))
    return `${registry} limits how often it is asked: docker login ${registry}, or name a mirror in toolchain.yaml (mirrors)`
  if (/unauthorized|denied|authentication required/i.test(said)) return `docker login ${registry} may help`
  const { HttpProxy = '', HttpsProxy = '', NoProxy = '' } = (await readEngine(await dockerEndpoint()))?.info ?? {}
  const set = [
    ['HTTP', HttpProxy],
    ['HTTPS', HttpsProxy],
    ['no proxy for', NoProxy],
  ].filter(([, value]) => value !== '')
  const proxy = set.length === 0 ? 'no proxy' : set.map(([name, value]) => `${name} ${withoutLogin(value!)}`).join(', ')
  const certificate = /x509|certificate/i.test(said)
    ? `; it trusts the authorities of its own system and of /etc/docker/certs.d/${registry}`
    : ''
  return (
    `Docker's engine pulls images, with its own settings: ${proxy} (docker info)${certificate}. ` +
    'docs.docker.com/engine/daemon/proxy says how to change them. A mirror can be named in toolchain.yaml (mirrors)'
  )
}

/** An address without the name and password in it. */
function withoutLogin(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//')
}
