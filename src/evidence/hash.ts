import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { PROJECT } from '../root.ts'
import { loadChain, type Page } from '../page/index.ts'
import { remember } from '../remember.ts'
import { importsOf } from './imports.ts'

/** The number of the engine's contract: raised when a change of `src/runbook` changes what a proof means. */
export const CONTRACT = 1

/** SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/**
 * The hash of all that a runbook's proof depends on: the steps (ids, bytes, properties but their titles) and variables of
 * its page and of those it starts from, their scripts with imports, the pins of Istio and Kubernetes. Not prose.
 */
export async function proofHash(root: string, id: string): Promise<string> {
  const chain = await loadChain(root, id)
  const files = new Set((await Promise.all(chain.map((page) => importsOf(root, `runbooks/${page.id}.ts`)))).flat())
  const scripts = await Promise.all([...files].sort().map(async (f) => [f, sha256(await readFile(join(root, f)))]))
  return sha256(JSON.stringify({ CONTRACT, pages: chain.map(provenPart), scripts, pins: await pins() }))
}

function provenPart({ id, starts, needs, variables, steps }: Page) {
  return { id, starts, needs, variables, steps: steps.map(({ line: _line, heading: _heading, title: _title, ...rest }) => rest) }
}

async function pins(): Promise<unknown> {
  const { istio, kubernetes } = parsed(await readFile(join(PROJECT, 'toolchain.yaml'), 'utf8'))
  return { istio, kubernetes }
}

const parsed = remember((yaml) => parseYaml(yaml) as Record<string, unknown>)
