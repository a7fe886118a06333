import { forEachChild, type ParsedScript, type SyntaxNode } from 'unbash'
import { nodesOf, parseShell } from './shell.ts'

/** What keeps a command from being one clean statement of bash, as sentences. */
export function statementFaults(command: string): string[] {
  const script = parseShell(command)
  const refused = syntaxErrors(command)
  if (refused.length > 0) return [`bash would not accept this: ${refused[0]}`]
  const faults: string[] = []
  if (script.commands.length > 1) {
    const count = script.commands.length
    faults.push(`a step is one command, this has ${count}: make each a step of its own, or join them with &&`)
  }
  if (hasComment(script, command)) faults.push('a step has no comments: say it in the text around it')
  const nodes = nodesOf(command).map(({ node }) => node)
  if (nodes.some((node) => node.type === 'Coproc' || (node.type === 'Statement' && node.background)))
    faults.push('a step leaves nothing running: no & that ends a command, also not inside ( ), $( ), { } or a loop')
  if (nodes.some(hidesFailure))
    faults.push('only the last pipeline of a list shows that one of its parts failed: make each a step of its own')
  return faults
}

/** unbash recovers from a here-document that nothing closes; bash only warns, and takes all that follows for its body. */
function syntaxErrors(command: string): string[] {
  const inNodes = nodesOf(command).flatMap(({ node }) => {
    if (node.type === 'HereDoc' && !node.closing) return [`unclosed here-document \`${node.delimiter?.value ?? ''}\``]
    return node.type === 'Script' ? (node.errors ?? []).map(({ message }) => message) : []
  })
  return [...new Set(inNodes)]
}

/** `a | b && c`: bash forgets that a failed as soon as c runs. */
function hidesFailure(node: SyntaxNode): boolean {
  if (node.type !== 'AndOr') return false
  return node.commands.slice(0, -1).some((part) => part.type === 'Pipeline' && part.commands.length > 1)
}

/** Nodes in whose text a # begins no comment. */
const TOKENS: ReadonlySet<SyntaxNode['type']> = new Set([
  'Word',
  'Assignment',
  'HereDocBody',
  'HereDocDelimiter',
  'ArithmeticCommand',
])

/** A # that belongs to no word begins a comment; the parser itself drops comments. */
function hasComment(script: ParsedScript, source: string): boolean {
  // The parser counts UTF-16 units, and so does this list.
  const text = (script.source ?? source).slice(script.pos, script.end).split('')
  const nested: ParsedScript[] = []
  const visit = (node: SyntaxNode, inToken: boolean): void => {
    if (node.type === 'Script') return void nested.push(node)
    const token = TOKENS.has(node.type)
    if (token && !inToken) text.fill(' ', node.pos - script.pos, node.end - script.pos)
    forEachChild(node, (child) => visit(child, inToken || token))
  }
  forEachChild(script, (child) => visit(child, false))
  return text.includes('#') || nested.some((one) => hasComment(one, script.source ?? source))
}
