import { keyOf, type Artifact } from '../build/artifact.ts'
import type { Owner } from '../lifecycle/owner.ts'

/** The label of our images. A container inherits the labels of its image, so this label does not tell containers apart. */
export const LABEL = 'proving-ground'

/** The name of an artifact whose image is in the engine; pruning finds the artifact of an image by it. */
export const NODE_IMAGE = 'node-image'

/**
 * How the names of this owner's containers begin in which an image is being made; the artifact's key follows. The name says
 * whose they are: labels go over to the image, and from there to every node.
 */
export function buildContainerPrefix({ uid, cache }: Owner): string {
  return `proving-ground-baking-${uid}-${cache}-`
}

/** The name of the image that an owner's node image is made from, while it is being made. */
export function rootImageName(image: string, { uid, cache }: Owner): string {
  return `${image}-root-${uid}-${cache}`
}

/** The name of the node image in the engine. */
export function nodeImageName(artifact: Artifact): string {
  return `proving-ground/node:${keyOf(artifact)}`
}
