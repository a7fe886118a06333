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

/** An artifact that is compiled from a Go module: its programs are in `bin/`. */
export function goArtifact(options: {
  name: string
  title: string
  /** The module's directory below the project. */
  module: string
  /** Files whose content decides what is built, below the module's directory. */
  files: readonly string[]
  builds: readonly GoBuild[]
  /** Link variables. */
  variables?: Readonly<Record<string, string>>
  /** See `Artifact`. */
  seconds: number
  cpuBound?: boolean
  /** How many packages a first build compiles; for estimates only. */
  packages?: number
  dependsOn?: readonly Artifact[]
  /** Directories that stand in for modules, found once the artifacts it depends on are built. */
  replace?: (context: BuildContext) => Record<string, string>
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
    replace,
  } = options
  const source = join(PROJECT, module)
  return {
    name,
    title,
    inputs: [builds, variables, FLAGS, files.map((file) => readFileSync(join(source, file), 'utf8'))],
    dependsOn,
    seconds,
    cpuBound,
    build: async (context) => {
      const [bin, scratch] = [join(context.outDir, 'bin'), join(context.outDir, 'scratch')]
      for (const directory of [bin, scratch]) await mkdir(directory)
      const modFile = replace ? await replaced(source, replace(context), context) : []
      let compiled = 0
      for (const build of builds) {
        const flags = [...modFile, ...FLAGS, `-ldflags=${linkFlags(variables)}`, `-tags=${build.tags ?? ''}`]
        await tool(['go', 'build', '-v', ...flags, '-o', `${bin}/`, ...build.packages], {
          ...context,
          cwd: source,
          // A killed build leaves its scratch files where the next one sweeps.
          env: { ...ENVIRONMENT, GOTMPDIR: scratch },
          // With -v, Go names each package that it compiles.
          onLine: () => packages > 0 && context.progress(++compiled / packages),
        })
      }
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

/** A go.mod of the build's own, beside a copy of go.sum: the committed one names no directory of this machine. */
async function replaced(source: string, replace: Record<string, string>, context: BuildContext): Promise<string[]> {
  const directory = join(context.outDir, 'mod')
  await mkdir(directory)
  for (const file of ['go.mod', 'go.sum']) await copyFile(join(source, file), join(directory, file))
  const file = join(directory, 'go.mod')
  const edits = Object.entries(replace).map(([module, path]) => `-replace=${module}=${path}`)
  await tool(['go', 'mod', 'edit', ...edits, file], context)
  return [`-modfile=${file}`]
}
