import { expect, test } from '@playwright/test'
import type { Artifact } from '../../../src/cluster/build/artifact.ts'
import { imageRecipes, type ImageArtifacts } from '../../../src/cluster/source/recipes.ts'
import { loadToolchain } from '../../../src/cluster/toolchain.ts'

const artifact = {} as Artifact
const parts: ImageArtifacts = {
  programs: artifact,
  kubernetes: artifact,
  istioSource: artifact,
  envoy: artifact,
  cni: artifact,
  others: [],
}

test('imageRecipes have each image of Istio under the old and the new registry, in both variants', () => {
  const pins = loadToolchain()
  const { version } = pins.istio
  const names = imageRecipes(pins, parts, () => '/part').map((recipe) => recipe.names)
  for (const image of ['pilot', 'proxyv2', 'install-cni'])
    expect(names).toContainEqual([
      `docker.io/istio/${image}:${version}`,
      `docker.io/istio/${image}:${version}-distroless`,
      `registry.istio.io/release/${image}:${version}`,
      `registry.istio.io/release/${image}:${version}-distroless`,
    ])
})
