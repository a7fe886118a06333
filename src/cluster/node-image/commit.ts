import { keyOf, type Artifact, type BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import type { Owner } from '../lifecycle/owner.ts'
import { tryDocker } from '../machine/docker.ts'
import { buildContainerPrefix, LABEL, nodeImageName } from './names.ts'

/** What kind starts a node with. */
const ENTRYPOINT = 'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]'

/** What decides an image beside its content, for the artifact's key. */
export const COMMIT_CHANGES = [`LABEL ${LABEL}=node`, ENTRYPOINT] as const

/**
 * Fills a container and commits it as the node image of an artifact. The container is removed, however that ends.
 * @param run words of `docker run`: options, image, and a program that runs until the container is removed
 * @param fill is given the container's name
 */
export async function commitNodeImage(
  { self, owner, run }: { self: Artifact; owner: Owner; run: readonly string[] },
  fill: (container: string) => Promise<void>,
  context: BuildContext,
): Promise<void> {
  const container = `${buildContainerPrefix(owner)}${keyOf(self)}`
  const docker = (...words: string[]) => tool(['docker', ...words], context)
  // Interrupted, the client would end and the engine go on: so the container is made and removed whatever becomes of the build.
  const toTheEnd = (...words: string[]) =>
    tool(['docker', ...words], { ...context, signal: new AbortController().signal })
  // A container of this name was left by a killed build: this build holds the artifact's lock.
  await docker('rm', '--force', '--volumes', container)
  try {
    await toTheEnd('run', '--detach', '--privileged', '--name', container, ...run)
    context.signal.throwIfAborted()
    await fill(container)
    const changes = COMMIT_CHANGES.flatMap((change) => ['--change', change])
    await docker('commit', ...changes, container, nodeImageName(self))
  } finally {
    await toTheEnd('rm', '--force', '--volumes', container)
  }
}

/** Whether the engine has the image. The artifact's directory only says that it was made; it may be deleted in the engine. */
export async function isInEngine(image: string): Promise<boolean> {
  return (await tryDocker(['image', 'inspect', '--format', '{{.Id}}', image])).fault === undefined
}
