import { lookalikes } from './lookalikes.ts'
import { portabilityFaults } from './portability.ts'
import { shellStateFaults } from './shell-state.ts'
import { statementFaults } from './statements.ts'

/**
 * The faults of a step's command, as sentences; none when it is one clean command that a reader can paste.
 * A first line that fails unnoticed is a hidden lie, so a step is exactly one statement.
 */
export function commandFaults(command: string): string[] {
  if (command.trim() === '') return ['the step has no command']
  if (/^\s*<\/?[A-Z]\w*[\s>]/m.test(command))
    return ['the ```bash block is not closed: write a line of ``` before </Step>']
  return [
    ...textFaults(command),
    ...statementFaults(command),
    ...shellStateFaults(command),
    ...portabilityFaults(command),
  ]
}

function textFaults(command: string): string[] {
  const rules: [RegExp, string][] = [
    [/\t/, 'a step has no tabs: terminals expand them on paste'],
    [/\r/, 'a step has no carriage returns: save the page with Unix line ends'],
    [/[ ]+$/m, 'a line of the step ends in spaces'],
    [/^\s*[$#>] /, 'the step begins with a prompt sign: a reader copies it along'],
  ]
  return [
    ...rules.filter(([pattern]) => pattern.test(command)).map(([, fault]) => fault),
    ...lookalikes(command).map(
      ({ name, line, column }) =>
        `line ${line}, column ${column} of the command is ${name}: bash takes it for a letter; type the ASCII character, or remove it`,
    ),
  ]
}
