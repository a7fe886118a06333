import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifact, BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import { makeOwner } from '../lifecycle/owner.ts'
import { COMMIT_CHANGES, commitNodeImage, isInEngine } from '../node-image/commit.ts'
import { NODE_IMAGE, nodeImageName } from '../node-image/names.ts'
import type { Need } from '../provider.ts'
import type { Toolchain } from '../toolchain.ts'
import { placeOf, wantedImages } from './images.ts'
import { pullImage } from './pull.ts'

/** How many images are pulled at once; the engine itself gets three layers of each at once. */
const PULLS = 3

/** Where kind's node image and the images in it are pulled from. */
export function pulledImages(pins: Toolchain, needs: readonly Need[]): string[] {
  return [pins.published.nodeImage, ...wantedImages(pins, needs)].map((image) => placeOf(image, pins.mirrors))
}

/** kind's own node image, with every image in it that these needs ask for: they are pulled once, not by each cluster. */
export function publishedNodeImage(pins: Toolchain, needs: readonly Need[]): Artifact {
  const { nodeImage } = pins.published
  const images = wantedImages(pins, needs)
  const script = readFileSync(join(import.meta.dirname, 'import-images.sh'), 'utf8')
  const digests = Object.fromEntries(images.map((image) => [image, pins.imageDigests[image]]))
  const self: Artifact = {
    name: NODE_IMAGE,
    title: `node image ${nodeImage.split('@')[0]} with ${images.length} images`,
    verb: 'downloading',
    // Wherever it is pulled from, an image is the same.
    inputs: [nodeImage, images, digests, script, COMMIT_CHANGES],
    dependsOn: [],
    seconds: 90,
    cpuBound: false,
    requires: 'engine',
    exists: () => isInEngine(nodeImageName(self)),
    build: async (context) => {
      const base = placeOf(nodeImage, pins.mirrors)
      const pulls = images.map((image) => ({ image, from: placeOf(image, pins.mirrors) }))
      await pullAll(
        [{ from: base, digest: undefined }, ...pulls.map(({ image, from }) => ({ from, digest: digests[image] }))],
        context,
      )
      const owner = await makeOwner()
      const run = ['--entrypoint', 'sleep', base, 'infinity']
      const names = pulls.map(({ image, from }) => `${from}=${image}`)
      await commitNodeImage({ self, owner, run }, (container) => fill(container, script, names, context), context)
    },
  }
  return self
}

/** Pulls some at a time. */
async function pullAll(
  images: readonly { from: string; digest: string | undefined }[],
  context: BuildContext,
): Promise<void> {
  const left = [...images]
  let done = 0
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await pullImage(next.from, next.digest, context)
      // Baking is the last step.
      context.progress(++done / (images.length + 1))
    }
  }
  const results = await Promise.allSettled(Array.from({ length: PULLS }, worker))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** @param names for each image where it was pulled from and what pods ask for, with `=` between */
async function fill(container: string, script: string, names: readonly string[], context: BuildContext): Promise<void> {
  const pulled = names.map((name) => name.slice(0, name.indexOf('=')))
  const line =
    'container=$1 script=$2; shift 2; docker save $PULLED | docker exec -i "$container" sh -c "$script" sh "$@"'
  await tool(['sh', '-c', line, 'sh', container, script, ...names], { ...context, env: { PULLED: pulled.join(' ') } })
}
