import { link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact } from '../build/artifact.ts'
import { otherTools } from '../other-versions.ts'
import type { OtherIstio } from './other-istio.ts'

/**
 * A directory `bin` with exactly the tools that commands may use.
 * @param from names, and the artifacts that have them in `bin/`
 * @param others versions of Istio whose `istioctl` is there as well: as `istioctl-1.30` in `bin`, and as `istioctl` in a
 *   directory of its own, see `otherTools`
 */
export function toolsArtifact(from: Readonly<Record<string, Artifact>>, others: readonly OtherIstio[]): Artifact {
  const names = [...Object.keys(from), ...others.map(({ minor }) => `istioctl-${minor}`)]
  return {
    name: 'tools',
    title: `tools (${names.join(', ')})`,
    inputs: names,
    dependsOn: [...Object.values(from), ...others.map(({ programs }) => programs)],
    seconds: 0,
    cpuBound: false,
    build: async (context) => {
      await mkdir(join(context.outDir, 'bin'))
      for (const [name, artifact] of Object.entries(from))
        await link(join(context.pathOf(artifact), 'bin', name), join(context.outDir, 'bin', name))
      for (const { minor, programs } of others) {
        const file = join(context.pathOf(programs), 'bin/istioctl')
        await mkdir(otherTools(context.outDir, minor))
        await link(file, join(context.outDir, 'bin', `istioctl-${minor}`))
        await link(file, join(otherTools(context.outDir, minor), 'istioctl'))
      }
    },
  }
}
