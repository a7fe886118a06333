import { CannotRun } from '../shared/precondition-error.ts'
import type { Page, Step } from '../page/index.ts'
import type { Script, ScriptStep } from './script.ts'

/** A step with its command, from the page, and its proof, from the script. */
export interface PairedStep {
  page: Page
  step: Step
  proof: ScriptStep
}

/** Thrown before anything runs when page and script do not belong together. */
export class PairingError extends CannotRun {
  override name = 'PairingError'
}

/**
 * Joins a page and its script.
 * @throws PairingError that names the first step that is skipped, repeated, out of order or unknown
 */
export function pair(page: Page, script: Script): PairedStep[] {
  const scriptFile = `runbooks/${page.id}.ts`
  if (script.id !== page.id) {
    throw new PairingError(`${scriptFile}: is named runbook('${script.id}'), but its page is ${page.file}`)
  }
  const faults = orderFaults(page, script, scriptFile)
  for (const span of script.traffic) faults.push(...spanFaults(page, span, scriptFile))
  if (faults.length > 0) throw new PairingError(faults.join('\n'))
  return page.steps.map((step, i) => ({ page, step, proof: script.steps[i]! }))
}

function orderFaults(page: Page, script: Script, scriptFile: string): string[] {
  const onPage = page.steps.map((s) => s.id)
  const inScript = script.steps.map((s) => s.id)
  const faults: string[] = []
  for (const step of page.steps) {
    if (!inScript.includes(step.id)) {
      faults.push(`${page.file}:${step.line}: step ${step.id} has no proof: add step('${step.id}', …) to ${scriptFile}`)
    }
  }
  inScript.forEach((id, i) => {
    if (!onPage.includes(id)) faults.push(`${scriptFile}: step ${id} is not on ${page.file}`)
    else if (inScript.indexOf(id) !== i) faults.push(`${scriptFile}: step ${id} is there twice`)
  })
  if (faults.length > 0) return faults
  const at = onPage.findIndex((id, i) => inScript[i] !== id)
  if (at < 0) return []
  return [`${scriptFile}: step ${inScript[at]} stands where ${page.file}:${page.steps[at]!.line} has ${onPage[at]}`]
}

function spanFaults(page: Page, { from, to }: { from: string; to: string }, scriptFile: string): string[] {
  const [first, last] = [from, to].map((id) => page.steps.findIndex((s) => s.id === id)) as [number, number]
  const unknown = [first < 0 ? from : '', last < 0 ? to : ''].filter(Boolean)
  if (unknown.length > 0) return [`${scriptFile}: traffic names ${unknown.join(' and ')}, no step of ${page.file}`]
  return first > last ? [`${scriptFile}: traffic ends (${to}) before it begins (${from})`] : []
}
