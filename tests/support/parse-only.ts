import { Command } from 'commander'
import { LINES } from './command-lines.ts'

/** What a script of `scripts/` declares, and what came of parsing lines with that. */
export interface Parsed {
  declared: DeclaredOption[]
  /** For each line the error that it ended with; empty: the line is accepted. */
  errors: string[]
}

/** One option, or one of the words that an argument is limited to. */
export interface DeclaredOption {
  /** The command without `npm run`: `runbook`, `cluster prepare`. */
  command: string
  /** As it is typed: `--keep`, `--from <step>`, `--toolchain source`, `raise`. */
  typed: string
  /** What its help says. */
  meaning: string
}

const { action, parseAsync } = Command.prototype

// Loaded before a script (`node --import`): lines are parsed with the options that it declares, and nothing is carried out.
Command.prototype.action = function (this: Command) {
  return action.call(this, () => {})
}
Command.prototype.parseAsync = async function (this: Command) {
  const errors: string[] = []
  for (const words of JSON.parse(process.env[LINES] ?? '[]') as string[][]) errors.push(await errorOf(this, words))
  console.log(JSON.stringify({ declared: [this, ...this.commands].flatMap(declaredBy), errors } satisfies Parsed))
  return this
}

async function errorOf(program: Command, words: readonly string[]): Promise<string> {
  // The scripts end their process on a wrong line, and a command has settings of its own.
  for (const command of [program, ...program.commands])
    command.exitOverride((error) => {
      throw error
    })
  try {
    await parseAsync.call(program, words, { from: 'user' })
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

/** Where only certain values are taken, there is one entry for each. */
function declaredBy(command: Command): DeclaredOption[] {
  const name = [command.parent?.name(), command.name()].filter(Boolean).join(' ').replace('npm run ', '')
  const words = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((typed) => ({ command: name, typed, meaning: description })),
  )
  const options = command.options.flatMap(({ flags, long, argChoices, description }) =>
    (argChoices?.map((value) => `${long} ${value}`) ?? [flags]).map((typed) => ({
      command: name,
      typed,
      meaning: description,
    })),
  )
  return [...words, ...options]
}
