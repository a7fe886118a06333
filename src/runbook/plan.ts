import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readProofInputs, type ProofInputs } from '../evidence/index.ts'
import { listPages, loadChain, resolveValues, startStateSteps, type Need, type Page } from '../page/index.ts'
import { pair, PairingError, type PairedStep } from './pair.ts'
import { headCommit } from './commit.ts'
import { loadScript } from './script-load.ts'
import type { Script } from './script.ts'

/** A page with its script, joined and checked. */
export interface Part {
  page: Page
  script: Script
  steps: PairedStep[]
}

/** All that a run will do, known before anything runs. */
export interface Plan {
  /** The runbooks that make the start state, the first one first. */
  chain: Part[]
  target: Part
  /** The values of all variables of the chain and the target. */
  values: Record<string, string>
  /** What the proof depended on when the plan was made: what runs is that, whatever becomes of the files meanwhile. */
  inputs: ProofInputs
  /** The commit checked out then; null: no repository. */
  commit: string | null
}

/**
 * Reads the runbook and those it starts from.
 * @throws PageError, PairingError or ValueError: nothing has run then
 */
export async function makePlan(root: string, id: string, set: Readonly<Record<string, string>>): Promise<Plan> {
  await refuseStrayScripts(root)
  // Before pages and scripts are loaded, so that an edit in between is one that comes after.
  const [inputs, commit] = await Promise.all([readProofInputs(root, id), headCommit(root)])
  const parts = await Promise.all((await loadChain(root, id)).map((page) => makePart(root, page)))
  const target = parts.pop()!
  const defaults = Object.assign({}, ...parts.map(({ page }) => resolveValues(page.variables, {}))) as Record<
    string,
    string
  >
  const values = { ...defaults, ...resolveValues(target.page.variables, set) }
  return { chain: parts, target, values, inputs, commit }
}

/** A script without a page would be run by nobody. */
async function refuseStrayScripts(root: string): Promise<void> {
  const pages = await listPages(root)
  const scripts = (await readdir(join(root, 'runbooks'))).filter((name) => name.endsWith('.ts'))
  const stray = scripts.find((name) => !pages.includes(name.replace(/\.ts$/, '')))
  if (stray)
    throw new PairingError(`runbooks/${stray}: has no page; write content/runbooks/${stray.replace(/\.ts$/, '.mdx')}`)
}

async function makePart(root: string, page: Page): Promise<Part> {
  const script = await loadScript(root, page)
  return { page, script, steps: pair(page, script) }
}

/** What a cluster must offer for a plan, each once. */
export function needsOf({ chain, target }: Plan): Need[] {
  return [...new Set([...chain, target].flatMap(({ page }) => page.needs))]
}

/** The steps that make a runbook's end state for those that start from it: see `startStateSteps`. */
export function startSteps({ page, steps }: Part): PairedStep[] {
  const wanted = startStateSteps(page)
  return steps.filter(({ step }) => wanted.includes(step))
}
