import type { Page } from '../../page/index.ts'
import { around, attribute, documentOf, elements, textOf, type Element } from './html.ts'
import { REASONS } from './reasons.ts'

/** Programs whose command lines are commands wherever they stand. */
const TOOLS = /^(istioctl|kubectl|helm|kind|docker|curl)\s+\S/

/** What the pages show. */
export interface Coverage {
  /** Different commands that were run: the steps. */
  run: number
  /** Different commands that are shown as not run. */
  notRun: number
  /** Commands that nothing proves, each as a sentence with its page. */
  unproven: string[]
}

/** Judges the commands of the built pages: each must be a step's, word for word, or say on its face what else it is. */
export class Gate {
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
  look(path: string, html: string): void {
    for (const code of elements(documentOf(html))) {
      if (code.tagName !== 'code') continue
      const command = textOf(code)
      if (!TOOLS.test(command.trim())) continue
      const kind = this.#kindOf(code, command)
      if (kind === 'not run') this.#notRun.add(command)
      if (kind === 'unproven')
        this.#unproven.push(
          `${path}: ${command.split('\n')[0]}: no step runs this; refer to one with <Command of="…">, or show what becomes of it with <Old> or <NotRun>`,
        )
    }
  }

  /** What was seen so far. */
  coverage(): Coverage {
    return { run: this.#proven.size, notRun: this.#notRun.size, unproven: [...this.#unproven] }
  }

  #kindOf(code: Element, command: string): 'proven' | 'output' | 'not run' | 'unproven' {
    for (const element of around(code)) {
      if (element.tagName === 'pg-command') return this.#proven.has(command) ? 'proven' : 'unproven'
      const classes = attribute(element, 'class')?.split(' ') ?? []
      if (classes.includes('proof') || classes.includes('excerpt-output')) return 'output'
      if (attribute(element, 'data-old')) return 'output'
      const reason = attribute(element, 'data-not-run')
      if (reason !== undefined) return reason in REASONS ? 'not run' : 'unproven'
    }
    return this.#mentions.has(command.trim()) ? 'proven' : 'unproven'
  }
}

/** In running text a command may be named by its first words: `istioctl analyze`. A line's end ends a word, too. */
function beginnings(command: string): string[] {
  return [command, ...[...command.matchAll(/\s/g)].map(({ index }) => command.slice(0, index))]
}
