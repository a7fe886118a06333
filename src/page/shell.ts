import { forEachChild, parse, type ParsedScript, type SyntaxNode, type Word } from 'unbash'
import { memoize } from '../shared/memoize.ts'

/** A node of a command's syntax tree with what surrounds it. */
export interface Placed {
  node: SyntaxNode
  /** True inside `( … )`, `$( … )` and `<( … )`: what happens there does not change the shell of the later steps. */
  inSubshell: boolean
}

/** A program that a command calls. */
export interface ProgramCall {
  /** The program's name as it is written. */
  program: string
  /** Its words as bash would pass them; expansions stay as they are written. */
  words: readonly string[]
  inSubshell: boolean
  /** True for what `kubectl exec … --` and its like run in a container: other tools than the reader's own. */
  inContainer: boolean
}

/** The syntax tree of a command. It never throws; `errors` says where bash would refuse it. */
export const parseShell: (command: string) => ParsedScript = memoize(parse)

/** Every node of a command in the order of the text, scripts in `$(…)` and in heredocs included. */
export function nodesOf(command: string): Placed[] {
  const found: Placed[] = []
  const visit = (node: SyntaxNode, inSubshell: boolean): void => {
    found.push({ node, inSubshell })
    const within = inSubshell || SUBSHELLS.has(node.type)
    forEachChild(node, (child) => visit(child, within))
  }
  visit(parseShell(command), false)
  return found
}

const SUBSHELLS: ReadonlySet<SyntaxNode['type']> = new Set(['Subshell', 'CommandExpansion', 'ProcessSubstitution'])

/** Every program that a command calls, in order: parts of pipelines and lists, bodies of loops, what stands in `$(…)`. */
export function programCalls(command: string): ProgramCall[] {
  return nodesOf(command).flatMap(({ node, inSubshell }) => {
    if (node.type !== 'Command' || !node.name) return []
    const words = node.suffix.filter((word): word is Word => word.type === 'Word').map(({ value }) => value)
    return separate(node.name.value, words).map((call) => ({ ...call, inSubshell }))
  })
}

/** The word after which `kubectl exec`, `kubectl run` and `kubectl create job` name a program to run in a container. */
const IN_CONTAINER = '--'

function separate(program: string, words: readonly string[]): Omit<ProgramCall, 'inSubshell'>[] {
  const at = words.indexOf(IN_CONTAINER)
  const [inner, ...rest] = at < 0 ? [] : words.slice(at + 1)
  const outer = { program, words: at < 0 ? words : words.slice(0, at + 1), inContainer: false }
  return inner === undefined ? [outer] : [outer, { program: inner, words: rest, inContainer: true }]
}

/** Programs that run the program named by their words. */
const WRAPPERS = new Set([
  'sudo',
  'doas',
  'env',
  'time',
  'nohup',
  'setsid',
  'nice',
  'timeout',
  'exec',
  'command',
  'xargs',
  'watch',
])

/**
 * What a call runs in the end: `sudo -E kubectl get pods` runs kubectl. Of a wrapper's own words those that could be a
 * program are tried in turn, since only the wrapper knows which of them are values of its options.
 */
export function unwrapped({
  program,
  words,
}: Pick<ProgramCall, 'program' | 'words'>): [program: string, words: readonly string[]][] {
  if (!WRAPPERS.has(program)) return [[program, words]]
  return words.map((word, i) => [word, words.slice(i + 1)])
}
