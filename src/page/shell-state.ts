import { withoutVersion } from './program-calls.ts'
import { nodesOf, programCalls } from './shell.ts'

/**
 * Builtins that change the shell in which all steps of a page run, so that a later step would run differently, or the
 * engine could no longer see how its command ended.
 */
const CHANGES_SHELL: Record<string, string> = {
  trap: 'trap replaces the trap by which the engine reads the status of each part of a pipeline',
  exec: 'exec replaces the shell, or moves the output of every later step',
  set: 'set changes how the shell of every later step treats errors and unset variables',
  shopt: 'shopt changes how the shell of every later step expands words',
  enable: 'enable changes which builtins the shell of every later step has',
  alias: 'alias changes what the words of every later step mean',
}

/** A function of such a name would be called in place of the program or builtin, by later steps and by the engine. */
const SHADOWED = ['printf', 'read', 'source', 'echo', 'cd', 'builtin', 'command', 'exit', 'kubectl', 'istioctl', 'helm']

/** What in a command changes the shell of later steps beyond directory, variables and functions of its own, as sentences. */
export function shellStateFaults(command: string): string[] {
  const calls = programCalls(command).filter((call) => !call.inSubshell && !call.inContainer)
  const changed = [...new Set(calls.map(({ program }) => program))].filter((program) =>
    Object.hasOwn(CHANGES_SHELL, program),
  )
  const shadowed = nodesOf(command).flatMap(({ node, inSubshell }) =>
    node.type === 'Function' && !inSubshell && SHADOWED.includes(withoutVersion(node.name.value))
      ? [node.name.value]
      : [],
  )
  return [
    ...changed.map((program) => `${CHANGES_SHELL[program]}: put it into ( … ), where it ends with the command`),
    ...shadowed.map((name) => `a function named ${name} would be run in place of ${name} by every later step`),
  ]
}
