import { parse, type File } from 'sh-syntax'

/** The types leave out the comments that follow the last statement. */
type ParsedFile = File & { Last?: unknown[] }

/**
 * The faults of a step's text, as sentences; empty when it is one clean command.
 * A first line that fails unnoticed is a hidden lie, so a step is exactly one statement.
 */
export async function commandFaults(command: string): Promise<string[]> {
  if (command.trim() === '') return ['the step has no command']
  const faults = textFaults(command)
  if (PIPELINE_IN_LIST.test(command.replace(QUOTED, '')))
    faults.push('only the last pipeline of a list shows that one of its parts failed: make each a step of its own')
  try {
    const { Stmts, Last = [] }: ParsedFile = await parse(command, { keepComments: true })
    if (Stmts.length > 1) {
      faults.push(`a step is one command, this has ${Stmts.length}: make each a step of its own, or join them with &&`)
    }
    if (Last.length > 0 || Stmts.some((s) => s.Comments.length > 0)) {
      faults.push('a step has no comments: say it in the text around it')
    }
    if (Stmts.some((s) => s.Background || s.Coprocess)) {
      faults.push('a step leaves nothing running: no & at the end')
    }
  } catch (error) {
    faults.push(`bash would not accept this: ${error instanceof Error ? error.message : String(error)}`)
  }
  return faults
}

const QUOTED = /'[^']*'|"(?:\\[^]|[^"\\])*"/g
/** `a | b && c`: bash forgets that a failed as soon as c runs. */
const PIPELINE_IN_LIST = /[^|]\|[^|&][^]*?(&&|\|\|)/

function textFaults(command: string): string[] {
  const rules: [RegExp, string][] = [
    [/\t/, 'a step has no tabs: terminals expand them on paste'],
    [/\r/, 'a step has no carriage returns: save the page with Unix line ends'],
    [/[ ]+$/m, 'a line of the step ends in spaces'],
    [
      /[\u2018\u2019\u201C\u201D\u00A0]/,
      'the step has a typographic quote or a no-break space: bash takes them as letters',
    ],
    [/^\s*[$#>] /, 'the step begins with a prompt sign: a reader copies it along'],
    [/&>>|\|&|<\(|>\(/, 'the step uses a form of redirection that not every shell has'],
    [/\bsed -i\b/, 'sed -i works differently on BSD'],
    [/\b(grep -P|readlink -f|date -d|base64 -w)\b/, 'the step uses an option that only GNU tools have'],
  ]
  return rules.filter(([pattern]) => pattern.test(command)).map(([, fault]) => fault)
}
