import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Page } from '../../page/index.ts'
import { closestMatches } from '../../shared/closest-matches.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import type { Script, ScriptStep } from './script.ts'
import { messageOf } from '../../shared/thrown.ts'

/** Thrown before anything runs when page and script do not belong together. */
export class PairingError extends PreconditionError {
  override name = 'PairingError'
}

/**
 * Imports the script of a page. That there is one was seen when the inputs of the proof were read.
 * @throws PairingError when Node cannot load it, it exports no runbook, or an option of a step is wrong
 */
export async function loadScript(root: string, page: Page): Promise<Script> {
  const file = `runbooks/${page.id}.ts`
  const module = await importScript(root, file)
  if (!module.default?.steps) throw new PairingError(`${file}: must export default runbook('${page.id}', …)`)
  const faults = module.default.steps.flatMap((step) => optionFaults(step).map((fault) => `${file}: ${fault}`))
  if (faults.length > 0) throw new PairingError(faults.join('\n'))
  return module.default
}

async function importScript(root: string, file: string): Promise<{ default?: Script }> {
  try {
    return (await import(pathToFileURL(join(root, file)).href)) as { default?: Script }
  } catch (error) {
    throw new PairingError(`${placeOf(error, root) ?? file}: Node cannot load this script: ${reasonOf(error, root)}`)
  }
}

/** `runbooks/x.ts:12`, where the error's stack first names a file of the project: a syntax error stands before the frames. */
function placeOf(error: unknown, root: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const places = [...stack.matchAll(/(?:file:\/\/)?(\/[^\s()]+?\.ts):(\d+)/g)].map(([, path = '', line]) => ({
    path: relative(root, path),
    line,
  }))
  const own = places.find(({ path }) => !path.startsWith('..') && !path.includes('node_modules'))
  return own && `${own.path}:${own.line}`
}

function reasonOf(error: unknown, root: string): string {
  const message = messageOf(error)
  const urls = message.replace(/file:\/\/[^\s'"]+/g, (url) => fileURLToPath(url))
  return urls.split('\n')[0]!.replaceAll(`${root}/`, '')
}

const options = z.strictObject({
  timeout: z
    .string()
    .regex(/^[1-9]\d*[sm]$/, "is seconds or minutes, written '90s' or '3m'")
    .optional(),
})

/** TypeScript would find these, but nothing compiles a script before it runs. */
function optionFaults({ id, options: given, body }: ScriptStep): string[] {
  const parsed = options.safeParse(given)
  const faults = parsed.success ? [] : parsed.error.issues.map(optionFault)
  if (typeof body !== 'function') faults.push('has no function with its checks')
  return faults.map((fault) => `step ${id}: ${fault}`)
}

function optionFault(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${issue.path.join('.')} ${issue.message}`
  const known = Object.keys(options.shape)
  return `there is no option ${issue.keys.join(', ')}; did you mean ${closestMatches(issue.keys[0]!, known)[0] ?? known.join(', ')}?`
}
