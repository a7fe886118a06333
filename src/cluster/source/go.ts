import { readFileSync } from 'node:fs'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import type { Artifact, BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'

/** One call of `go build`. */
export interface GoBuild {
  /** Import paths; `./name` for a main package of the module's own. */
  packages: readonly string[]
  tags?: string
}

/** Where `go build` works. */
export interface GoPlace {
  /** The directory of the module. */
  cwd: string
  flags: readonly string[]
  /** Called once all is built. @throws Error when what was built is not what is pinned */
  check?: () => Promise<void>
}

/** An artifact that is compiled from a Go module: its programs are in `bin/`. */
export function goArtifact(options: {
  name: string
  title: string
  /** A directory below the project: of the module, or of what is added to one from elsewhere. */
  module: string
  /** Files whose content decides what is built, below that directory. */
  files: readonly string[]
  builds: readonly GoBuild[]
  /** What else decides what is built. */
  inputs?: unknown
  /** Link variables. */
  variables?: Readonly<Record<string, string>>
  /** See `Artifact`. */
  seconds: number
  cpuBound?: boolean
  /** How many packages a first build compiles; for estimates only. */
  packages?: number
  dependsOn?: readonly Artifact[]
  /** Where `go build` works and with which flags, once the artifacts it depends on are built; else in `module`, with none. */
  place?: (context: BuildContext) => Promise<GoPlace>
}): Artifact {
  const {
    name,
    title,
    module,
    files,
    builds,
    variables = {},
    seconds,
    cpuBound = true,
    packages = 0,
    dependsOn = [],
    place,
  } = options
  const source = join(PROJECT, module)
  return {
    name,
    title,
    inputs: [
      ...[builds, variables, FLAGS, files.map((file) => readFileSync(join(source, file), 'utf8'))],
      ...(options.inputs === undefined ? [] : [options.inputs]),
    ],
    dependsOn,
    seconds,
    cpuBound,
    build: async (context) => {
      const [bin, scratch] = [join(context.outDir, 'bin'), join(context.outDir, 'scratch')]
      for (const directory of [bin, scratch]) await mkdir(directory)
      const { cwd, flags: own, check } = (await place?.(context)) ?? { cwd: source, flags: [] }
      let compiled = 0
      for (const build of builds) {
        const flags = [...own, ...FLAGS, `-ldflags=${linkFlags(variables)}`, `-tags=${build.tags ?? ''}`]
        await tool(['go', 'build', '-v', ...flags, '-o', `${bin}/`, ...build.packages], {
          ...context,
          cwd,
          // A killed build leaves its scratch files where the next one sweeps.
          env: { ...ENVIRONMENT, GOTMPDIR: scratch },
          // With -v, Go names each package that it compiles.
          onLine: () => packages > 0 && context.progress(++compiled / packages),
        })
      }
      await check?.()
      await rm(scratch, { recursive: true })
    },
  }
}

/** No paths of this machine, no version control, and no debug information, which is an eighth of the context. */
const FLAGS = ['-trimpath', '-buildvcs=false', '-gcflags=all=-dwarf=false']

const ENVIRONMENT = {
  // Static binaries: they run in images that hold nothing else.
  CGO_ENABLED: '0',
  GOFLAGS: '',
  GOWORK: 'off',
  GOTOOLCHAIN: 'local',
  // The compiler spends a fifth of its time on collecting garbage unless it may use memory.
  ...(totalmem() > 12e9 ? { GOGC: '800' } : {}),
}

function linkFlags(variables: Readonly<Record<string, string>>): string {
  return ['-s', '-w', ...Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)].join(' ')
}

/**
 * A place with a go.mod of the build's own, beside a copy of go.sum: the committed one names no directory of this machine.
 * @param replace directories that stand in for modules
 */
export async function placeWith(
  module: string,
  replace: Readonly<Record<string, string>>,
  context: BuildContext,
): Promise<GoPlace> {
  const cwd = join(PROJECT, module)
  const directory = join(context.outDir, 'mod')
  await mkdir(directory)
  for (const file of ['go.mod', 'go.sum']) await copyFile(join(cwd, file), join(directory, file))
  const file = join(directory, 'go.mod')
  const edits = Object.entries(replace).map(([name, path]) => `-replace=${name}=${path}`)
  if (edits.length > 0) await tool(['go', 'mod', 'edit', ...edits, file], context)
  return { cwd, flags: [`-modfile=${file}`] }
}
