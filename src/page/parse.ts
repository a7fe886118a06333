import type { Root } from 'mdast'
import type { z } from 'zod'
import { closestMatches } from '../shared/closest-matches.ts'
import { parseYaml } from '../shared/yaml.ts'
import { commandFaults } from './command.ts'
import { assignedIn, expansionsOf } from './expansions.ts'
import { frontMatter } from './front-matter.ts'
import { isElement, lineOf, parseMdx, plainText, walk } from './mdx.ts'
import { PageError, type Problem } from './problem.ts'
import { readStep } from './step.ts'
import type { Page, Step } from './types.ts'
import { undoFaults } from './undo.ts'

/** The heading whose steps are the clean-up. */
const CLEAN_UP = 'Clean up'

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
  for (const [i, step] of steps.entries()) {
    if (steps.findIndex((s) => s.id === step.id) !== i) report(step.line, `the id ${step.id} is used twice`)
    const faults = [...commandFaults(step.command), ...variableFaults(step, steps, fields?.variables ?? [])]
    for (const fault of faults) report(step.line, `step ${step.id}: ${fault}`)
  }
  const missing = fields && undeclaredIstio(fields, steps)
  if (missing) report(missing.line, `${missing.text}: add istio-${missing.minor} to needs`)
  for (const { step, text: fault } of undoFaults(steps)) report(step.line, `step ${step.id}: ${fault}`)
  if (problems.length > 0 || !fields) throw new PageError(problems)
  const { runbook: startsFrom, istio: startIstio } = startOf(fields.startsFrom)
  return { ...fields, id, file, startsFrom, ...(startIstio === undefined ? {} : { startIstio }), steps }
}

function startOf(startsFrom: Fields['startsFrom']): { runbook?: string; istio?: string } {
  return typeof startsFrom === 'string' ? { runbook: startsFrom } : (startsFrom ?? {})
}

type Fields = z.infer<typeof frontMatter>

/** A version of Istio that the page uses without saying so: it would not be there. */
function undeclaredIstio({ startsFrom, needs }: Fields, steps: readonly Step[]) {
  const { istio } = startOf(startsFrom)
  const used = [
    ...(istio === undefined ? [] : [{ minor: istio, line: 1, text: `startsFrom asks for Istio ${istio}` }]),
    ...steps.flatMap(({ id, line, command }) =>
      [...command.matchAll(/\bistioctl-(\d+\.\d+)\b/g)].map(([name, minor = '']) => ({
        minor,
        line,
        text: `step ${id} runs ${name}`,
      })),
    ),
  ]
  return used.find(({ minor }) => !needs.includes(`istio-${minor}`))
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
  const { data, faults = [] } = parseYaml(first.value, frontMatter)
  // The front matter begins on the line after the opening dashes.
  for (const { line, text } of faults) report(1 + line, `front matter: ${text}`)
  return data
}

function readSteps(root: Root, report: Report): Step[] {
  const steps: Step[] = []
  let heading = ''
  let cleanup = false
  for (const node of walk(root)) {
    if (node.type === 'heading') {
      heading = plainText(node)
      if (node.depth <= 2) cleanup = heading === CLEAN_UP
      if (!cleanup && /^clean[\s-]*up$/i.test(heading))
        report(
          lineOf(node),
          `the heading of the clean-up is "${CLEAN_UP}" at level 2, not "${heading}" at level ${node.depth}`,
        )
    } else if (isElement(node, 'Step')) {
      const read = readStep(node)
      if ('step' in read) steps.push({ ...read.step, heading, cleanup })
      else for (const fault of read.faults) report(lineOf(node), fault)
    }
  }
  return steps
}

/** Variables that every command has: the engine's allow-list (`src/runbook/shell/environment.ts`) and what bash sets itself. */
const ENVIRONMENT =
  /^(PATH|HOME|KUBECONFIG|HELM_[A-Z_]+|TMPDIR|LANG|TZ|TERM|NO_COLOR|PWD|OLDPWD|IFS|RANDOM|SECONDS|EPOCHSECONDS|PIPESTATUS|REPLY|HOSTNAME|UID|EUID|USER|BASH[A-Z_]*)$/

/** Variables that a changing step uses without `:?`, and names that nothing on the page gives a value. */
function variableFaults(step: Step, steps: readonly Step[], variables: Page['variables']): string[] {
  const declared = variables.map(({ name }) => name)
  const used = expansionsOf(step.command)
  const bare = new Set(used.filter(({ name, guarded }) => !guarded && declared.includes(name)).map(({ name }) => name))
  const assigned = steps.flatMap(({ command }) => assignedIn(command))
  const needed = used.filter(({ optional }) => !optional)
  const unknown = [...new Set(needed.map(({ name }) => name))].filter(
    (name) => ![...declared, ...assigned].includes(name) && !ENVIRONMENT.test(name),
  )
  return [
    ...(step.readOnly ? [] : [...bare]).map(
      (name) => `write "\${${name}:?}", so that a lone paste cannot run with it empty`,
    ),
    ...unknown.map((name) => {
      const meant = closestMatches(name, declared)[0]
      return `$${name} is no variable of this page and no step sets it; ${meant === undefined ? 'declare it under variables' : `did you mean ${meant}?`}`
    }),
  ]
}
