import { readFileSync } from 'node:fs'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../../root.ts'
import type { Part, Work } from '../part.ts'
import { tool } from '../tool.ts'

/** One call of `go build`. */
export interface GoBuild {
  /** Import paths; `.` for the module's own main package. */
  packages: readonly string[]
  tags?: string
  /** Link variables. */
  variables?: Readonly<Record<string, string>>
}

/** A part that is compiled from a Go module below `supply/`. */
export function goPart(options: {
  name: string
  title: string
  /** The directory below `supply/`. */
  module: string
  builds: readonly GoBuild[]
  seconds: number
  uses?: readonly Part[]
  /** Directories that stand in for modules, found once the parts it uses are built. */
  replace?: (work: Work) => Record<string, string>
}): Part {
  const { name, title, module, builds, seconds, uses = [], replace } = options
  const source = join(PROJECT, 'supply', module)
  return {
    name,
    title,
    inputs: [builds, ...['go.mod', 'go.sum', 'main.go'].map((file) => readIfThere(join(source, file)))],
    uses,
    seconds,
    busy: true,
    build: async (work) => {
      const bin = join(work.to, 'bin')
      await mkdir(bin)
      const file = await modFile(source, work, replace?.(work) ?? {})
      for (const build of builds) {
        await tool(['go', 'build', ...file, '-o', `${bin}/`, ...flags(build), ...build.packages], {
          cwd: source,
          // Static binaries: they run in images that hold nothing else.
          env: { CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' },
          signal: work.signal,
          log: work.log,
        })
      }
    },
  }
}

function flags({ tags, variables = {} }: GoBuild): string[] {
  const link = ['-s', '-w', ...Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)]
  return ['-trimpath', '-buildvcs=false', `-ldflags=${link.join(' ')}`, ...(tags ? [`-tags=${tags}`] : [])]
}

/** A go.mod of the build's own, beside a copy of go.sum: the committed one names no directory of this machine. */
async function modFile(source: string, work: Work, replace: Record<string, string>): Promise<string[]> {
  const directory = join(work.to, 'mod')
  await mkdir(directory)
  for (const file of (await readdir(source)).filter((f) => f === 'go.mod' || f === 'go.sum')) {
    await copyFile(join(source, file), join(directory, file))
  }
  const file = join(directory, 'go.mod')
  for (const [module, path] of Object.entries(replace)) {
    await tool(['go', 'mod', 'edit', `-replace=${module}=${path}`, file], work)
  }
  return [`-modfile=${file}`]
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
