import { link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact } from '../build/artifact.ts'

/** A directory with exactly the tools that commands may use: names, and the artifacts that have them in `bin/`. */
export function toolsArtifact(from: Readonly<Record<string, Artifact>>): Artifact {
  return {
    name: 'tools',
    title: `tools (${Object.keys(from).join(', ')})`,
    inputs: Object.keys(from),
    dependsOn: Object.values(from),
    seconds: 0,
    cpuBound: false,
    build: async (context) => {
      await mkdir(join(context.outDir, 'bin'))
      for (const [name, artifact] of Object.entries(from)) {
        await link(join(context.pathOf(artifact), 'bin', name), join(context.outDir, 'bin', name))
      }
    },
  }
}
