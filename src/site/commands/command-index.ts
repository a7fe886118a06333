import { callsOf, withoutVersion, type Call } from '../../page/program-calls.ts'
import type { Page, Step } from '../../page/index.ts'

/** A step that uses a command or a flag. */
export interface Use {
  page: Pick<Page, 'id' | 'title'>
  step: Pick<Step, 'id' | 'command' | 'expectedFailure'>
  /** Of the step, counted from 1. */
  number: number
}

/** A command with all that was done with it. */
export interface IndexedCommand {
  /** The program and the words that say what it is to do: `istioctl proxy-config clusters`. */
  name: string
  /** Its anchor on the page. */
  id: string
  uses: Use[]
  /** `-n`, `--set profile`: alphabetical, dashes not counted. */
  flags: { flag: string; uses: Use[] }[]
}

/** Programs worth looking up; `sed`, `awk` and their like have manuals of their own. */
export const INDEXED = ['istioctl', 'kubectl', 'helm', 'curl', 'openssl', 'kind', 'docker'] as const

export type IndexedTool = (typeof INDEXED)[number]

/** Prefixes that name a command only together with the next word: `kubectl rollout restart`. */
const GROUPS = [
  'istioctl manifest',
  'istioctl profile',
  'istioctl proxy-config',
  'istioctl tag',
  'istioctl x',
  'istioctl x describe',
  'istioctl x injector',
  'kubectl create',
  'kubectl create secret',
  'kubectl create service',
  'kubectl rollout',
  'kubectl top',
  'helm repo',
  'helm search',
]

/** The uses of one command so far, and those with each of its flags. */
interface Collected {
  uses: Set<Use>
  flags: Map<string, Set<Use>>
}

/** Every command of a program that the steps of these pages run, in alphabetical order, its uses in the order of the pages. */
export function commandIndex(pages: readonly Page[], tool: IndexedTool): IndexedCommand[] {
  const commands = new Map<string, Collected>()
  for (const { id, title, steps } of pages) {
    for (const [i, step] of steps.entries()) {
      const use: Use = { page: { id, title }, step, number: i + 1 }
      for (const call of callsOf(step.command).filter(([program]) => withoutVersion(program) === tool)) {
        const name = nameOf(call)
        const known: Collected = commands.get(name) ?? { uses: new Set(), flags: new Map() }
        commands.set(name, known)
        known.uses.add(use)
        for (const flag of flagsOf(call)) known.flags.set(flag, (known.flags.get(flag) ?? new Set()).add(use))
      }
    }
  }
  return [...commands]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([name, { uses, flags }]) => ({
      name,
      id: `command-${name.replaceAll(' ', '-')}`,
      uses: [...uses],
      flags: [...flags]
        .map(([flag, some]) => ({ flag, uses: [...some] }))
        .sort((a, b) => a.flag.replace(/^-+/, '').localeCompare(b.flag.replace(/^-+/, ''), 'en')),
    }))
}

/** The same line of some steps. */
export interface Line {
  /** The first one of a command. */
  line: string
  /** Whether more lines follow. */
  goesOn: boolean
  /** Whether it is meant to fail. */
  fails: boolean
  uses: Use[]
}

/** Groups steps by the first line of their command, so that a line that ten steps share is listed once, with ten links. */
export function byLine(uses: readonly Use[]): Line[] {
  const lines = new Map<string, Line>()
  for (const use of uses) {
    const [line = '', ...more] = use.step.command.split('\n')
    const one = { line, goesOn: more.length > 0, fails: use.step.expectedFailure !== undefined }
    const key = JSON.stringify(one)
    const known = lines.get(key) ?? { ...one, uses: [] }
    lines.set(key, known)
    known.uses.push(use)
  }
  return [...lines.values()]
}

function nameOf([program, ...words]: Call): string {
  let name = withoutVersion(program)
  for (const word of words) {
    if (word.startsWith('-') || program === 'curl' || !(!name.includes(' ') || GROUPS.includes(name))) break
    name = `${name} ${word}`
  }
  return name
}

/** The flags of a call; `--set` and its like with the name of the value that is set. */
function flagsOf([, ...words]: Call): string[] {
  return words.flatMap((word, i) => {
    if (!/^--?[a-z]/i.test(word)) return []
    const flag = word.split('=')[0]!
    return flag === '--set' ? [`${flag} ${words[i + 1]!.split('=')[0]}`] : [flag]
  })
}
