import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { readProofInputs, type Evidence, type ProofInputs } from '../../evidence/index.ts'
import {
  istioOfEach,
  listPages,
  loadChain,
  resolveValues,
  startStateSteps,
  type Need,
  type Page,
  type Step,
} from '../../page/index.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { loadScript, PairingError } from './load-script.ts'
import type { Script, ScriptStep } from './script.ts'

/** A step with its command, from the page, and its proof, from the script. */
export interface PairedStep {
  page: Page
  step: Step
  proof: ScriptStep
}

/** A page with its script, joined and checked. */
export interface PairedRunbook {
  page: Page
  script: Script
  steps: PairedStep[]
  /** The minor version of Istio that runs it; undefined: the default. */
  istio: string | undefined
}

/** All that a run will do, known before anything runs. */
export interface Plan {
  /** The runbooks that make the start state, the first one first. */
  chain: PairedRunbook[]
  target: PairedRunbook
  /** The values of all variables of the chain and the target. */
  values: Record<string, string>
  /** What the proof depends on, as it was when the plan was made; the files may change during the run. */
  inputs: ProofInputs
  /** The commit checked out then; null: no repository. */
  commit: string | null
}

/**
 * Reads the runbook and those it starts from.
 * @param istio the minor version of Istio to run all of it with, if not the default
 * @throws PageError, PairingError or ValueError: nothing has run then; PreconditionError for a version that it cannot run with
 */
export async function makePlan(
  root: string,
  id: string,
  set: Readonly<Record<string, string>>,
  istio?: string,
): Promise<Plan> {
  await refuseOrphanScripts(root)
  // Before pages and scripts are loaded, so that an edit in between counts as a change during the run.
  const [inputs, commit] = await Promise.all([readProofInputs(root, id), headCommit(root)])
  const pages = await loadChain(root, id)
  if (istio !== undefined) refuseSecondIstio(pages.at(-1)!, istio)
  const versions = istioOfEach(pages, istio)
  const parts = await Promise.all(pages.map((page, i) => pairRunbook(root, page, versions[i])))
  const target = parts.pop()!
  const defaults = Object.assign({}, ...parts.map(({ page }) => resolveValues(page.variables, {}))) as Record<
    string,
    string
  >
  const values = { ...defaults, ...resolveValues(target.page.variables, set) }
  return { chain: parts, target, values, inputs, commit }
}

/** Without a page a script would never run. */
async function refuseOrphanScripts(root: string): Promise<void> {
  const pages = await listPages(root)
  const scripts = (await readdir(join(root, 'runbooks'))).filter((name) => name.endsWith('.ts'))
  const orphan = scripts.find((name) => !pages.includes(name.replace(/\.ts$/, '')))
  if (orphan)
    throw new PairingError(`runbooks/${orphan}: has no page; write content/runbooks/${orphan.replace(/\.ts$/, '.mdx')}`)
}

/** @throws PreconditionError when the page names its versions of Istio itself */
function refuseSecondIstio(page: Page, istio: string): void {
  const own = page.needs.filter((need) => need.startsWith('istio-')).map((need) => need.slice('istio-'.length))
  if (own.length > 0)
    throw new PreconditionError(
      `--istio ${istio}: ${page.id} needs the default version of Istio and ${own.join(', ')}; leave --istio out`,
    )
}

async function pairRunbook(root: string, page: Page, istio: string | undefined): Promise<PairedRunbook> {
  const script = await loadScript(root, page)
  return { page, script, steps: pair(page, script), istio }
}

/** What a cluster must offer for a plan, each once. */
export function needsOf({ chain, target }: Plan): Need[] {
  const parts = [...chain, target]
  const others = parts.flatMap(({ istio }): Need[] => (istio === undefined ? [] : [`istio-${istio}`]))
  return [...new Set([...parts.flatMap(({ page }) => page.needs), ...others])]
}

/** The versions that a plan runs with on a cluster that has these. */
export function versionsOf({ chain, target }: Plan, versions: Evidence['versions']): Evidence['versions'] {
  const named = (minor: string | undefined) => (minor === undefined ? versions.istio : versions.otherIstio![minor]!)
  const start = chain.at(-1)
  const startIstio = start && start.istio !== target.istio ? { startIstio: named(start.istio) } : {}
  return { ...versions, istio: named(target.istio), ...startIstio }
}

/** The steps that make a runbook's end state for those that start from it: see `startStateSteps`. */
export function startSteps({ page, steps }: PairedRunbook): PairedStep[] {
  const wanted = startStateSteps(page)
  return steps.filter(({ step }) => wanted.includes(step))
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
    else if (inScript.indexOf(id) !== i) faults.push(`${scriptFile}: step ${id} is defined twice`)
  })
  if (faults.length > 0) return faults
  const at = onPage.findIndex((id, i) => inScript[i] !== id)
  if (at < 0) return []
  return [
    `${scriptFile}: wrong order: the script has step ${inScript[at]} where ${page.file}:${page.steps[at]!.line} has ${onPage[at]}`,
  ]
}

function spanFaults(page: Page, { from, to }: { from: string; to: string }, scriptFile: string): string[] {
  const [first, last] = [from, to].map((id) => page.steps.findIndex((s) => s.id === id)) as [number, number]
  const unknown = [first < 0 ? from : '', last < 0 ? to : ''].filter(Boolean)
  if (unknown.length > 0) return [`${scriptFile}: traffic names ${unknown.join(' and ')}, no step of ${page.file}`]
  return first > last ? [`${scriptFile}: traffic ends (${to}) before it begins (${from})`] : []
}

/** The commit that is checked out; null where there is no repository. */
export async function headCommit(root: string): Promise<string | null> {
  const { exitCode, stdout } = await $({ cwd: root, nothrow: true, quiet: true })`git rev-parse HEAD`
  return exitCode === 0 ? stdout.trim() : null
}
