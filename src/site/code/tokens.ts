/** What a piece of code is. Each kind is a class in code.css, `tok-key` for `key`. */
export type TokenKind =
  /** The name of a setting: a key in YAML or JSON, an option of a command. */
  | 'key'
  /** A quoted text, and in YAML and JSON a number, `true` or `null`. */
  | 'value'
  /** A variable of the shell, where it is set and where it is read. */
  | 'variable'
  /** What joins or steers commands: `|`, `&&`, `>`, `<<EOF`, `$(`, `for`. */
  | 'keyword'
  | 'comment'

/** A piece of code. */
export interface Token {
  text: string
  /** Undefined: it looks like the text around it. */
  kind: TokenKind | undefined
}

/**
 * The tokens of one part of the code. A token that reaches beyond an edge of the part is cut there.
 * @param from the part's first character, counted from 0
 * @param to the character after its last one
 */
export function slice(tokens: readonly Token[], from: number, to = Infinity): Token[] {
  const found: Token[] = []
  let at = 0
  for (const { text, kind } of tokens) {
    const part = text.slice(Math.max(from - at, 0), Math.max(to - at, 0))
    if (part !== '') found.push({ text: part, kind: part.trim() === '' ? undefined : kind })
    at += text.length
  }
  return found
}

/** The same code in fewer tokens: neighbors of one kind become one. A blank has no color, so it does not part them. */
export function merged(tokens: readonly Token[]): Token[] {
  const found: Token[] = []
  for (const { text, kind } of tokens) {
    const [before, last] = [found.at(-2), found.at(-1)]
    if (last && last.kind === kind) last.text += text
    else if (last && before && before.kind === kind && last.text.trim() === '') {
      found.pop()
      before.text += last.text + text
    } else found.push({ text, kind })
  }
  return found
}
