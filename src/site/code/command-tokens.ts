import type { HereDoc, WordPart } from 'unbash'
import { nodesOf } from '../../page/shell.ts'
import { memoize } from '../../shared/memoize.ts'
import { dataTokens } from './data-tokens.ts'
import { highlight } from './highlight.ts'
import { shellWords } from './shell-words.ts'
import { merged, slice, type Token } from './tokens.ts'

/** A part of a command, in which a line breaks where the browser likes, or nowhere. */
export interface CommandWord {
  /** True: a word of the shell that goes to the next line whole. */
  whole: boolean
  tokens: Token[]
}

/** The tokens of a command, cut where its words are; joined they are the command, byte for byte. */
export function commandWords(command: string): CommandWord[] {
  const tokens = commandTokens(command)
  let end = 0
  return shellWords(command).map(({ text, whole }) => {
    const from = end
    end += text.length
    return { whole, tokens: slice(tokens, from, end) }
  })
}

/**
 * The tokens of a command; joined they are the command, byte for byte. YAML or JSON in a heredoc is read by its own
 * grammar: to the shell's, it is one long string.
 */
export const commandTokens: (command: string) => readonly Token[] = memoize((command: string): readonly Token[] => {
  const shell = highlight(command, 'shellscript').flatMap(withoutValues)
  const tokens: Token[] = []
  let end = 0
  for (const { body } of heredocsOf(command)) {
    // One inside another's `$(…)` is a part of that one.
    const data = body.pos < end ? undefined : dataTokens(masked(body))
    if (!data) continue
    tokens.push(...slice(shell, end, body.pos))
    let at = body.pos
    for (const { pos, end: after } of expansions(body)) {
      tokens.push(...slice(data, at - body.pos, pos - body.pos), ...slice(shell, pos, after))
      at = after
    }
    tokens.push(...slice(data, at - body.pos))
    end = body.end
  }
  return merged([...tokens, ...slice(shell, end)])
})

/** Of `--timeout=60s` only the option's name is a key; the grammar takes the whole for an option. */
function withoutValues(token: Token): Token[] {
  if (token.kind !== 'key') return [token]
  // Several options next to each other are one token.
  return [...token.text.matchAll(/\s+|[^\s=]+|=\S*/g)].map(([text]) => ({
    text,
    kind: /^[\s=]/.test(text) ? undefined : 'key',
  }))
}

/** The heredocs of a command in their order. Those in backticks are left out: their places are not those of the command. */
function heredocsOf(command: string): HereDoc[] {
  return nodesOf(command)
    .map(({ node }) => node)
    .filter((node): node is HereDoc => node.type === 'HereDoc')
    .filter(({ body }) => command.slice(body.pos, body.end) === body.text)
    .sort((a, b) => a.body.pos - b.body.pos)
}

/** What the shell replaces in the body of a heredoc: none where its delimiter is quoted. */
function expansions(body: HereDoc['body']): WordPart[] {
  return (body.parts ?? []).filter(({ type }) => /Expansion$/.test(type))
}

/** The body with a word of the same length in place of each expansion: `{` and `:` of `${NAME:?}` mean something in YAML. */
function masked(body: HereDoc['body']): string {
  let text = body.text
  for (const { pos, end } of expansions(body))
    text = text.slice(0, pos - body.pos) + 'x'.repeat(end - pos) + text.slice(end - body.pos)
  return text
}
