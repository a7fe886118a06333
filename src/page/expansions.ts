import type { SyntaxNode, Word } from 'unbash'
import { nodesOf } from './shell.ts'

/** A variable whose value a command takes. */
export interface Expansion {
  name: string
  /** True for `${NAME:?}` and `${NAME:?message}`: bash stops when the variable is unset or empty. */
  guarded: boolean
  /** True for `${NAME:-word}`, `${NAME:+word}` and their like: the command says what it does when the variable is unset. */
  optional: boolean
}

/** Every variable that a command expands, in the order of the text; not those in a quoted heredoc, which are data. */
export function expansionsOf(command: string): Expansion[] {
  return nodesOf(command).flatMap(({ node }) => {
    switch (node.type) {
      case 'SimpleExpansion':
        return named(node.text.slice(1))
      case 'ParameterExpansion': {
        const operator = node.operation?.type === 'Default' ? node.operation.operator : ''
        return named(node.parameter, {
          guarded: node.prefix === undefined && operator === ':?',
          optional: /^:?[-+=]$/.test(operator),
        })
      }
      case 'ArithmeticWord':
        return named(node.value.replace(/^\$\{?|\}$/g, ''))
      default:
        return []
    }
  })
}

/** Names that a command gives a value: `X=1`, `export X=1`, `for x in …`, `read x`. */
export function assignedIn(command: string): string[] {
  return nodesOf(command).flatMap(({ node }) => {
    switch (node.type) {
      case 'Assignment':
        return [node.name]
      case 'For':
      case 'Select':
        return [node.name.value]
      case 'Command':
        return READERS.has(node.name?.value ?? '') ? node.suffix.filter(isName).map(({ value }) => value) : []
      default:
        return []
    }
  })
}

const READERS = new Set(['read', 'mapfile', 'readarray', 'export', 'declare', 'local', 'getopts'])

function isName(node: SyntaxNode): node is Word {
  return node.type === 'Word' && /^[A-Za-z_]\w*$/.test(node.value)
}

/** Positional and special parameters have no name that somebody could have mistyped. */
function named(name: string, { guarded = false, optional = false }: Partial<Expansion> = {}): Expansion[] {
  return /^[A-Za-z_]\w*$/.test(name) ? [{ name, guarded, optional }] : []
}
