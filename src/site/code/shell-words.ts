/** A part of a command. */
export interface Word {
  text: string
  /** A word of the shell in which a browser would break the line: `--fail`, `a/b`, `"two words"`. */
  whole: boolean
}

/** The longest word that is kept whole, in characters: longer ones would leave half a line empty. */
const LONGEST = 60

/** A command cut where a line may be broken; the parts joined are its bytes. */
export function shellWords(command: string): Word[] {
  const parts: Word[] = []
  for (const [text] of command.matchAll(/\s+|(?:"[^"\n]*"|'[^'\n]*'|\S)+/g)) {
    const whole = text.length <= LONGEST && /\S[-/?\s]\S|^-/.test(text)
    const last = parts.at(-1)
    if (!whole && last && !last.whole) last.text += text
    else parts.push({ text, whole })
  }
  return parts
}
