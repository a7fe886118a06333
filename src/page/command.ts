import { allClean, statementFaults } from './statements.ts'

/**
 * The faults of each command of a page, as sentences; none when it is one clean command.
 * A first line that fails unnoticed is a hidden lie, so a step is exactly one statement.
 */
export async function commandFaults(commands: readonly string[]): Promise<string[][]> {
  const clean = await allClean(commands)
  return Promise.all(
    commands.map(async (command) => {
      if (command.trim() === '') return ['the step has no command']
      return [...textFaults(command), ...(clean ? [] : await statementFaults(command))]
    }),
  )
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
  const faults = rules.filter(([pattern]) => pattern.test(command)).map(([, fault]) => fault)
  if (PIPELINE_IN_LIST.test(command.replace(QUOTED, '')))
    faults.push('only the last pipeline of a list shows that one of its parts failed: make each a step of its own')
  return faults
}
