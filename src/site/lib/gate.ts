import { parse } from 'parse5'
import type { Page } from '../../page/index.ts'
import { around, attribute, elements, textOf, type Element } from './html.ts'
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

/**
 * Looks at every command of the built pages: each must be a step's, word for word, or say on its face what else it is.
 * @param pages path of the page to its HTML
 */
export function coverage(pages: ReadonlyMap<string, string>, runbooks: readonly Page[]): Coverage {
  const proven = new Set(runbooks.flatMap((page) => page.steps.map((step) => step.command)))
  const notRun = new Set<string>()
  const unproven: string[] = []
  for (const [path, html] of pages) {
    for (const code of elements(parse(html))) {
      const command = textOf(code)
      if (code.tagName !== 'code' || !TOOLS.test(command.trim())) continue
      const kind = kindOf(code, command, proven)
      if (kind === 'not run') notRun.add(command)
      if (kind === 'unproven')
        unproven.push(
          `${path}: ${command.split('\n')[0]}: no step runs this; refer to one with <Command of="…">, or show what becomes of it with <Old> or <NotRun>`,
        )
    }
  }
  return { run: proven.size, notRun: notRun.size, unproven }
}

function kindOf(
  code: Element,
  command: string,
  proven: ReadonlySet<string>,
): 'proven' | 'output' | 'not run' | 'unproven' {
  for (const element of around(code)) {
    if (element.tagName === 'pg-command') return proven.has(command) ? 'proven' : 'unproven'
    const classes = attribute(element, 'class')?.split(' ') ?? []
    if (classes.includes('proof') || classes.includes('excerpt-output')) return 'output'
    if (attribute(element, 'data-old')) return 'output'
    const reason = attribute(element, 'data-not-run')
    if (reason !== undefined) return reason in REASONS ? 'not run' : 'unproven'
  }
  return isMention(command.trim(), proven) ? 'proven' : 'unproven'
}

/** In running text a command may be named by its first words: `istioctl analyze`. A line's end ends a word, too. */
function isMention(text: string, proven: ReadonlySet<string>): boolean {
  return [...proven].some(
    (command) => command === text || (/^\s$/.test(command.charAt(text.length)) && command.startsWith(text)),
  )
}
