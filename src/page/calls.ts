import { forEachChild, parse, type SyntaxNode } from 'unbash'

/** One program called by a command, with its words as bash would pass them; expansions stay as they are written. */
export type Call = readonly [program: string, ...words: string[]]

/** Words after which `kubectl exec`, `kubectl run` and `kubectl create job` name a program to run elsewhere. */
const INNER = '--'

/**
 * Every program that a step's command calls, in order: parts of pipelines and lists, bodies of loops, what stands in
 * `$(…)`, also inside a heredoc, and what `kubectl exec … --` runs in a container.
 */
export function callsOf(command: string): Call[] {
  const calls: Call[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command' && node.name) calls.push(...split([node.name.value, ...node.suffix.flatMap(valueOf)]))
    forEachChild(node, visit)
  }
  visit(parse(command))
  return calls
}

function valueOf(node: SyntaxNode): string[] {
  return node.type === 'Word' ? [node.value] : []
}

function split([program = '', ...words]: string[]): Call[] {
  const at = words.indexOf(INNER)
  const inner = at < 0 ? [] : words.slice(at + 1)
  const outer: Call = [program, ...(at < 0 ? words : words.slice(0, at + 1))]
  return inner[0] === undefined ? [outer] : [outer, [inner[0], ...inner.slice(1)]]
}
