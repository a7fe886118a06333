import type { Root } from 'mdast'
import { parseDocument } from 'yaml'
import { commandFaults } from './command.ts'
import { frontMatter } from './front-matter.ts'
import { isElement, lineOf, parseMdx, plainText, walk } from './mdx.ts'
import { PageError, type Problem } from './problem.ts'
import { readStep } from './step.ts'
import type { Page, Step } from './types.ts'
import { undoFaults } from './undo.ts'

/** The heading whose steps are the clean-up. */
export const CLEAN_UP = 'Clean up'

/**
 * Reads a runbook page.
 * @param file path from the project's root, for messages
 * @throws PageError with every fault and its line
 */
export async function parsePage(id: string, file: string, text: string): Promise<Page> {
  const problems: Problem[] = []
  const report = (line: number, fault: string) => problems.push({ file, line, text: fault })
  const root = parseOrThrow(file, text)
  const fields = readFrontMatter(root, report)
  const steps = readSteps(root, report)
  if (steps.length === 0 && problems.length === 0) report(1, 'a runbook page has at least one <Step>')
  const faults = await commandFaults(steps.map((step) => step.command))
  for (const [i, step] of steps.entries()) {
    if (steps.findIndex((s) => s.id === step.id) !== i) report(step.line, `the id ${step.id} is used twice`)
    for (const fault of faults[i]!) report(step.line, `step ${step.id}: ${fault}`)
    for (const name of unguardedVariables(step, fields?.variables ?? [])) {
      report(step.line, `step ${step.id}: write "\${${name}:?}", so that a lone paste cannot run with it empty`)
    }
  }
  for (const { step, text: fault } of undoFaults(steps)) report(step.line, `step ${step.id}: ${fault}`)
  if (problems.length > 0 || !fields) throw new PageError(problems)
  return { ...fields, id, file, starts: fields.starts, steps }
}

type Report = (line: number, fault: string) => void

function parseOrThrow(file: string, text: string): Root {
  try {
    return parseMdx(text)
  } catch (error) {
    const { line = 1, reason = String(error) } = error as { line?: number; reason?: string }
    throw new PageError([{ file, line, text: `this is not valid MDX: ${reason}` }])
  }
}

function readFrontMatter(root: Root, report: Report) {
  const first = root.children[0]
  if (first?.type !== 'yaml') {
    report(1, 'the page begins with no front matter (title, description)')
    return undefined
  }
  const yaml = parseDocument(first.value)
  for (const { message, linePos } of yaml.errors)
    report(1 + (linePos?.[0].line ?? 0), `front matter is not valid YAML: ${message.split('\n')[0]}`)
  if (yaml.errors.length > 0) return undefined
  const parsed = frontMatter.safeParse(yaml.toJS())
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) report(1, `front matter: ${issue.path.join('.')}: ${issue.message}`)
  return undefined
}

function readSteps(root: Root, report: Report): Step[] {
  const steps: Step[] = []
  let heading = ''
  let cleanup = false
  for (const node of walk(root)) {
    if (node.type === 'heading') {
      heading = plainText(node)
      if (node.depth <= 2) cleanup = heading === CLEAN_UP
    } else if (isElement(node, 'Step')) {
      const read = readStep(node)
      if ('step' in read) steps.push({ ...read.step, heading, cleanup })
      else for (const fault of read.faults) report(lineOf(node), fault)
    }
  }
  return steps
}

/** Names of the page's variables that a changing step uses without `:?`. */
function unguardedVariables(step: Step, variables: Page['variables']): string[] {
  if (step.reads) return []
  return variables
    .map((v) => v.name)
    .filter((name) => new RegExp(`\\$${name}\\b|\\$\\{${name}[^:A-Z0-9_]`).test(step.command))
}
