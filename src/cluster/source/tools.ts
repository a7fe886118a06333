import { link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Part } from '../build/artifact.ts'

/** A directory with exactly the tools that commands may use: names, and the parts that have them in `bin/`. */
export function toolsPart(from: Readonly<Record<string, Part>>): Part {
  return {
    name: 'tools',
    title: `tools (${Object.keys(from).join(', ')})`,
    inputs: Object.keys(from),
    uses: Object.values(from),
    seconds: 0,
    busy: false,
    build: async (work) => {
      await mkdir(join(work.to, 'bin'))
      for (const [name, part] of Object.entries(from)) {
        await link(join(work.of(part), 'bin', name), join(work.to, 'bin', name))
      }
    },
  }
}
