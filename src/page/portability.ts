import { forEachChild, type SyntaxNode, type Word } from 'unbash'
import { nodesOf, programCalls, unwrapped } from './shell.ts'

/** What in a command works in one shell or system only, as sentences. What runs in a container is not the reader's system. */
export function portabilityFaults(command: string): string[] {
  const redirections = nodesOf(command).some(
    ({ node }) =>
      node.type === 'ProcessSubstitution' ||
      (node.type === 'Redirect' && node.operator === '&>>') ||
      (node.type === 'Pipeline' && node.operators.includes('|&')),
  )
  return [
    ...(redirections ? ['the step uses a form of redirection that not every shell has'] : []),
    ...bashFaults(command),
    ...gnuFaults(command),
    ...expandedByZsh(command).map(
      (word) => `zsh would expand ${word} or refuse it, where bash passes it on: quote it, as '${word}'`,
    ),
  ]
}

/** Options that only GNU's programs have, or that mean something else elsewhere. */
const GNU: [program: string, option: RegExp, fault: string][] = [
  ['sed', /^(-[a-zA-Z]*i|--in-place)/, 'sed -i works differently on BSD'],
  ['grep', /^(-[a-zA-Z]*P|--perl-regexp)/, 'grep -P is an option that only GNU grep has'],
  ['readlink', /^(-[a-z]*f|--canonicalize)/, 'readlink -f is an option that not every readlink has'],
  ['date', /^(-d|--date)/, 'date -d is an option that only GNU date has'],
  // `base64 -d` is not among them: macOS has it since 13.
  ['base64', /^(-w|--wrap)/, 'base64 -w is an option that only GNU base64 has'],
  ['stat', /^(-[a-zA-Z]*c|--format|--printf)/, 'stat -c is an option that only GNU stat has'],
]

/**
 * What bash has since version 4, while macOS comes with 3.2.
 * https://git.savannah.gnu.org/cgit/bash.git/tree/CHANGES lists what came with which version.
 */
function bashFaults(command: string): string[] {
  const calls = programCalls(command).filter(({ inContainer }) => !inContainer)
  const nodes = nodesOf(command).map(({ node }) => node.type)
  const builtins = new Set(calls.map(({ program }) => program).filter((name) => /^(mapfile|readarray)$/.test(name)))
  const arrays = calls.some(
    ({ program, words }) =>
      /^(declare|local|typeset)$/.test(program) && words.some((word) => /^-[a-zA-Z]*A/.test(word)),
  )
  const found = [
    ...[...builtins].map((name) => `${name} needs`),
    ...(arrays ? ['an associative array (declare -A) needs'] : []),
    ...(nodes.includes('CaseModification') ? ['a change of case (${name,,}, ${name^^}) needs'] : []),
    ...(nodes.includes('Coproc') ? ['coproc needs'] : []),
  ]
  return found.map((what) => `${what} bash 4, and macOS has 3.2`)
}

function gnuFaults(command: string): string[] {
  const local = programCalls(command).filter(({ inContainer }) => !inContainer)
  const calls = local.flatMap(unwrapped)
  // Its own options only: those after the first other word are of the program that it runs.
  const xargs = local.some(({ program, words }) => {
    const end = words.findIndex((word) => !word.startsWith('-'))
    const options = end < 0 ? words : words.slice(0, end)
    return program === 'xargs' && options.some((word) => /^(-[0t]*r|--no-run-if-empty)/.test(word))
  })
  const faults = GNU.filter(([name, option]) =>
    calls.some(([program, words]) => program === name && words.some((word) => option.test(word))),
  ).map(([, , fault]) => fault)
  return xargs ? [...faults, 'xargs -r is an option that only GNU xargs has'] : faults
}

/**
 * Words of a command that zsh does not pass on as bash does: an unquoted `*`, `?` or `[…]` that matches no file is an
 * error there, and `=name` becomes the path of a program. https://zsh.sourceforge.io/Doc/Release/Expansion.html
 */
function expandedByZsh(command: string): string[] {
  return nodesOf(command).flatMap(({ node }) => {
    if (node.type === 'Command') return [node.name, ...node.suffix].filter(isWord).filter(isExpanded).map(textOf)
    if (node.type === 'For' || node.type === 'Select') return (node.wordlist ?? []).filter(isExpanded).map(textOf)
    return []
  })
}

function isWord(node: SyntaxNode | undefined): node is Word {
  return node?.type === 'Word'
}

function isExpanded(word: Word): boolean {
  if (word.text.startsWith('=') && word.text.length > 1) return true
  let found = false
  forEachChild(word, (part) => {
    found ||= part.type === 'Glob' || part.type === 'ExtendedGlob'
  })
  return found
}

function textOf({ text }: Word): string {
  return text
}
