import { readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { loadChain, PageError, type Page } from '../page/index.ts'
import { remember } from '../remember.ts'
import { toolchainFile } from '../root.ts'
import { importsOf } from './imports.ts'
import type { Evidence } from './schema.ts'
import { sha256 } from './sha256.ts'

/** The number of the engine's contract: raised when a change of `src/runbook` changes what a proof means. */
export const CONTRACT = 1

/** Where tools and images come from. */
export type SupplierName = Evidence['versions']['toolchain']

/** All that a runbook's proof depends on, as it was at one moment. */
export interface ProofInputs {
  /** Of each page of the chain, the start state's first: what its proof depends on. */
  pages: { file: string; proven: object }[]
  /** Each script and each file that one imports, sorted, with its SHA-256 in hex. */
  scripts: (readonly [file: string, sha256: string])[]
  /** The pins that each supplier uses, and the file that they are read from. */
  pins: Record<SupplierName, unknown> & { file: string }
}

/**
 * The hash of all that a runbook's proof depends on: the steps (ids, bytes, properties but their titles) and variables of
 * its page and of those it starts from, their scripts with imports, the pins of Istio and Kubernetes. Not prose.
 * @param supplier whose pins count: those of what the run used
 * @throws PageError for a faulty page, and for one without a script
 */
export async function proofHash(root: string, id: string, supplier: SupplierName = 'source'): Promise<string> {
  return hashOf(await readProofInputs(root, id), supplier)
}

/** The hash of what was read. @param supplier whose pins count */
export function hashOf({ pages, scripts, pins }: ProofInputs, supplier: SupplierName): string {
  return sha256(JSON.stringify({ CONTRACT, pages: pages.map(({ proven }) => proven), scripts, pins: pins[supplier] }))
}

/** Reads all that the proof of a runbook depends on. @throws PageError as `proofHash` */
export async function readProofInputs(root: string, id: string): Promise<ProofInputs> {
  const chain = await loadChain(root, id)
  const files = new Set((await Promise.all(chain.map((page) => scriptFiles(root, page)))).flat())
  return {
    pages: chain.map((page) => ({ file: page.file, proven: provenPart(page) })),
    scripts: await Promise.all([...files].sort().map(async (f) => [f, sha256(await readFile(join(root, f)))] as const)),
    pins: await readPins(),
  }
}

/** The files in which these two differ, each once: what changed between two moments. @param supplier whose pins count */
export function changedFiles(before: ProofInputs, after: ProofInputs, supplier: SupplierName): string[] {
  const parts = ({ pages, scripts, pins }: ProofInputs) =>
    new Map([
      ...pages.map(({ file, proven }) => [file, JSON.stringify(proven)] as const),
      ...scripts,
      [basename(pins.file), JSON.stringify(pins[supplier])] as const,
    ])
  const [was, is] = [parts(before), parts(after)]
  return [...new Set([...was.keys(), ...is.keys()])].filter((file) => was.get(file) !== is.get(file))
}

async function scriptFiles(root: string, page: Page): Promise<string[]> {
  const script = `runbooks/${page.id}.ts`
  return importsOf(root, script).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || error.path === undefined) throw error
    if (error.path !== join(root, script)) {
      const missing = relative(root, error.path)
      throw new PageError([
        {
          file: script,
          line: 1,
          text: `imports ${missing}, itself or through a file that it imports, and that is not there`,
        },
      ])
    }
    throw new PageError([
      { file: page.file, line: 1, text: `has no script; write ${script} (docs/contributing.md shows how)` },
    ])
  })
}

function provenPart({ id, startsFrom, needs, variables, steps }: Page) {
  return {
    id,
    startsFrom,
    needs,
    variables,
    steps: steps.map(({ line: _line, heading: _heading, title: _title, ...rest }) => rest),
  }
}

/** The published supplier takes what it uses from its own part of the file, and a node image by its digest. */
async function readPins(): Promise<ProofInputs['pins']> {
  const file = toolchainFile()
  const { istio, kubernetes, published } = parsed(await readFile(file, 'utf8'))
  return { file, source: { istio, kubernetes }, published: { published } }
}

const parsed = remember((yaml) => parseYaml(yaml) as Record<string, unknown>)
