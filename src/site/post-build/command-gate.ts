import type { Page } from '../../page/index.ts'
import { lookalikes } from '../../page/lookalikes.ts'
import { withoutVersion } from '../../page/program-calls.ts'
import { programCalls, unwrapped } from '../../page/shell.ts'
import { around, attribute, elements, textOf, type Element } from '../shared/html.ts'
import { REASONS } from '../not-run/reasons.ts'

/** Programs whose command lines are commands wherever they stand. */
const TOOLS = new Set(['istioctl', 'kubectl', 'helm', 'kind', 'docker', 'curl'])

/** What the pages show. */
export interface Coverage {
  /** Different commands of steps: run, where `unrecorded` does not name them. */
  run: number
  /** Different commands that are shown as not run. */
  notRun: number
  /** Commands that nothing proves, each as a sentence with its page. */
  unproven: string[]
}

/** A command line that a page shows. */
export interface ShownCommand {
  command: string
  /** What the page says that it is: a step's, part of an output, of an older guide, not run, or nothing. */
  as: 'step' | 'output' | 'old' | 'not run' | 'mention'
  /** Why it was not run. */
  reason?: string
}

/** Every command line among the elements of a page. */
export function commandsOf(page: readonly Element[]): ShownCommand[] {
  return page
    .filter(isCode)
    .map((code) => ({ code, command: textOf(code) }))
    .filter(({ command }) => isCommand(command))
    .map(({ code, command }) => ({ command, ...roleOf(code) }))
}

/** A block is read once: by its <code>, or itself where it has none. */
function isCode(element: Element): boolean {
  if (element.tagName !== 'pre') return element.tagName === 'code'
  return !elements(element).some(({ tagName }) => tagName === 'code')
}

/**
 * Whether a text calls one of the tools with at least one word, wherever in it: behind `sudo`, after `export X=1` on a
 * line before, at the end of a pipe.
 */
function isCommand(text: string): boolean {
  return programCalls(text)
    .flatMap(unwrapped)
    .some(([program, words]) => TOOLS.has(withoutVersion(program)) && words.length > 0)
}

function roleOf(code: Element): Pick<ShownCommand, 'as' | 'reason'> {
  let inBlock = false
  for (const element of around(code)) {
    if (element.tagName === 'pg-command') return { as: 'step' }
    inBlock ||= element.tagName === 'pre'
    const classes = attribute(element, 'class')?.split(' ') ?? []
    // What was printed stands in a block; a sentence beside it is the page's own.
    if (inBlock && (classes.includes('proof') || classes.includes('excerpt-output'))) return { as: 'output' }
    if (attribute(element, 'data-outdated')) return { as: 'old' }
    const reason = attribute(element, 'data-not-run')
    if (reason !== undefined) return { as: 'not run', reason }
  }
  return { as: 'mention' }
}

/** Judges the commands of the built pages: each must be a step's, word for word, or say on its face what else it is. */
export class CommandGate {
  readonly #proven: ReadonlySet<string>
  /** All ways to begin a step's command: what running text may name it by. */
  readonly #mentions: ReadonlySet<string>
  readonly #notRun = new Set<string>()
  readonly #unproven: string[] = []

  constructor(runbooks: readonly Page[]) {
    this.#proven = new Set(runbooks.flatMap((page) => page.steps.map((step) => step.command)))
    this.#mentions = new Set([...this.#proven].flatMap(beginnings))
  }

  /** @param path of the page, for the sentence that refuses one of its commands */
  check(path: string, commands: readonly ShownCommand[]): void {
    for (const shown of commands) {
      const [hidden] = shown.as === 'output' ? [] : lookalikes(shown.command)
      if (hidden)
        this.#unproven.push(
          `${path}: ${shown.command.split('\n')[0]}: column ${hidden.column} of line ${hidden.line} is ${hidden.name}, which bash takes for a letter; type the ASCII character, or remove it`,
        )
      else if (!this.#isProven(shown))
        this.#unproven.push(
          `${path}: ${shown.command.split('\n')[0]}: no step runs this; refer to one with <Command of="…">, or show what becomes of it with <OutdatedCommand> or <NotRun>`,
        )
      else if (shown.as === 'not run') this.#notRun.add(shown.command)
    }
  }

  /** What was seen so far. */
  coverage(): Coverage {
    return { run: this.#proven.size, notRun: this.#notRun.size, unproven: [...this.#unproven] }
  }

  #isProven({ command, as, reason = '' }: ShownCommand): boolean {
    if (as === 'step') return this.#proven.has(command)
    if (as === 'not run') return reason in REASONS
    return as === 'output' || as === 'old' || this.#mentions.has(command.trim())
  }
}

/**
 * In running text a command may be named by its first words, `istioctl analyze`, and so may each command that a step runs
 * after another one. A line's end ends a word, too.
 */
function beginnings(command: string): string[] {
  const own = [...command.matchAll(/\s/g)].map(({ index }) => command.slice(0, index))
  const later = programCalls(command).flatMap(({ program, words }) =>
    words.map((_word, i) => [program, ...words.slice(0, i + 1)].join(' ')),
  )
  return [command, ...own, ...later]
}
