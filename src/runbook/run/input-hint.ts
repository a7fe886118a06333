import { callsOf } from '../../page/program-calls.ts'

/** What programs print when they ask a question: `Proceed? (y/N)`, `Continue [yes/no]`. */
const CHOICE = /[([]\s*y(es)?\s*\/\s*n(o)?\s*[)\]]/i
/** An output that ends in the middle of a line, as a question does. */
const QUESTION =
  /(password|passphrase|passcode|username|login|continue|proceed|confirm|overwrite|sure|enter)[^\n]*[:?] *$/i
/** Messages of programs that found no terminal or no input. */
const NOTHING_THERE =
  /\/dev\/tty|not a (tty|terminal)|no tty present|EOF when reading a line|(from|is) stdin\b.*\bterminal/i

/** Lines at the end of an output in which a question is looked for. */
const TAIL = 5

/**
 * What to tell the author of a step that failed and seems to have waited for input: there is none, so it got the end of
 * input at once. Undefined when nothing points to that.
 */
export function inputHint(command: string, output: string): string | undefined {
  const tail = output.trimEnd().split('\n').slice(-TAIL).join('\n')
  const asks = CHOICE.test(tail) || QUESTION.test(output) || NOTHING_THERE.test(tail)
  if (!asks && !readsInput(command)) return undefined
  return 'it seems to ask for input, and a step has none: give the answer as an option, such as -y, or pipe it in'
}

/** Whether the command reads from standard input by itself: not from a file, a pipe or a here-document. */
function readsInput(command: string): boolean {
  return !/[<|]/.test(command) && callsOf(command).some(([program]) => program === 'read')
}
