import { readFileSync } from 'node:fs'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import type { Part, Work } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'

/** One call of `go build`. */
export interface GoBuild {
  /** Import paths; `./name` for a main package of the module's own. */
  packages: readonly string[]
  tags?: string
}

/** A part that is compiled from a Go module: its programs are in `bin/`. */
export function goPart(options: {
  name: string
  title: string
  /** The module's directory below the project. */
  module: string
  /** Files whose content decides what is built, below the module's directory. */
  files: readonly string[]
  builds: readonly GoBuild[]
  /** Link variables. */
  variables?: Readonly<Record<string, string>>
  /** See `Part`. */
  seconds: number
  busy?: boolean
  /** How many packages a first build compiles; for estimates only. */
  packages?: number
  uses?: readonly Part[]
  /** Directories that stand in for modules, found once the parts it uses are built. */
  replace?: (work: Work) => Record<string, string>
}): Part {
  const {
    name,
    title,
    module,
    files,
    builds,
    variables = {},
    seconds,
    busy = true,
    packages = 0,
    uses = [],
    replace,
  } = options
  const source = join(PROJECT, module)
  return {
    name,
    title,
    inputs: [builds, variables, FLAGS, files.map((file) => readFileSync(join(source, file), 'utf8'))],
    uses,
    seconds,
    busy,
    build: async (work) => {
      const [bin, scratch] = [join(work.to, 'bin'), join(work.to, 'scratch')]
      for (const directory of [bin, scratch]) await mkdir(directory)
      const modFile = replace ? await replaced(source, replace(work), work) : []
      let compiled = 0
      for (const build of builds) {
        const flags = [...modFile, ...FLAGS, `-ldflags=${linkFlags(variables)}`, `-tags=${build.tags ?? ''}`]
        await tool(['go', 'build', '-v', ...flags, '-o', `${bin}/`, ...build.packages], {
          ...work,
          cwd: source,
          // A killed build leaves its scratch files where the next one sweeps.
          env: { ...ENVIRONMENT, GOTMPDIR: scratch },
          // With -v, Go names each package that it compiles.
          onLine: () => packages > 0 && work.progress(++compiled / packages),
        })
      }
      await rm(scratch, { recursive: true })
    },
  }
}

/** No paths of this machine, no version control, and no debug information, which is an eighth of the work. */
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
async function replaced(source: string, replace: Record<string, string>, work: Work): Promise<string[]> {
  const directory = join(work.to, 'mod')
  await mkdir(directory)
  for (const file of ['go.mod', 'go.sum']) await copyFile(join(source, file), join(directory, file))
  const file = join(directory, 'go.mod')
  const edits = Object.entries(replace).map(([module, path]) => `-replace=${module}=${path}`)
  await tool(['go', 'mod', 'edit', ...edits, file], work)
  return [`-modfile=${file}`]
}
