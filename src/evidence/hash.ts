import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { loadChain, PageError, startStateSteps, type Need, type Page, type Step, type Variable } from '../page/index.ts'
import { toolchainFile } from '../shared/root.ts'
import { readYaml } from '../shared/yaml.ts'
import { ENGINE_LOCK, readEngineLock } from './engine-lock.ts'
import type { Evidence } from './schema.ts'
import { scriptFiles } from './script-files.ts'
import { sha256 } from './sha256.ts'

/** Where tools and images come from. */
export type ToolchainName = Evidence['versions']['toolchain']

/** All that a runbook's proof depends on, as it was at one moment. */
export interface ProofInputs {
  /** The number of the engine's contract, from its lock. */
  contract: number
  /** Of each page of the chain, the start state's first: what its proof depends on. */
  pages: { file: string; proven: object }[]
  /** Each script and each file in `runbooks/` that one imports, sorted, with its SHA-256 in hex. */
  scripts: (readonly [file: string, sha256: string])[]
  /** The pins that each toolchain uses, and the file that they are read from. */
  pins: Record<ToolchainName, unknown> & { file: string }
}

/**
 * The hash of all that a runbook's proof depends on: the steps and variables of its page and of those that make its
 * start state, without their prose, their scripts, the pins of Istio and Kubernetes, and the engine by the number of its contract.
 * @param toolchain whose pins count: those of what the run used
 * @throws PageError for a faulty page, and for one whose script is missing or imports what it must not
 */
export async function proofHash(root: string, id: string, toolchain: ToolchainName = 'source'): Promise<string> {
  return hashOf(await readProofInputs(root, id), toolchain)
}

/** The hash of what was read. @param toolchain whose pins count */
export function hashOf({ contract, pages, scripts, pins }: ProofInputs, toolchain: ToolchainName): string {
  return sha256(JSON.stringify({ contract, pages: pages.map(({ proven }) => proven), scripts, pins: pins[toolchain] }))
}

/** Reads all that the proof of a runbook depends on. @throws PageError as `proofHash`, PreconditionError for faulty pins */
export async function readProofInputs(root: string, id: string): Promise<ProofInputs> {
  const chain = await loadChain(root, id)
  const files = new Set((await Promise.all(chain.map((page) => filesOf(root, page)))).flat())
  return {
    contract: (await readEngineLock()).contract,
    // Of a page that makes the start state only the steps that do so are run.
    pages: chain.map((page) => ({
      file: page.file,
      proven: provenPage(page === chain.at(-1) ? page : { ...page, steps: startStateSteps(page) }),
    })),
    scripts: await Promise.all([...files].sort().map(async (f) => [f, sha256(await readFile(join(root, f)))] as const)),
    pins: await readPins(new Set(chain.flatMap(({ needs }) => needs))),
  }
}

/** The files in which these two differ, each once: what changed between two moments. @param toolchain whose pins count */
export function changedFiles(before: ProofInputs, after: ProofInputs, toolchain: ToolchainName): string[] {
  const parts = ({ contract, pages, scripts, pins }: ProofInputs) =>
    new Map([
      ...pages.map(({ file, proven }) => [file, JSON.stringify(proven)] as const),
      ...scripts,
      [basename(pins.file), JSON.stringify(pins[toolchain])] as const,
      [ENGINE_LOCK, String(contract)] as const,
    ])
  const [was, is] = [parts(before), parts(after)]
  return [...new Set([...was.keys(), ...is.keys()])].filter((file) => was.get(file) !== is.get(file))
}

async function filesOf(root: string, page: Page): Promise<string[]> {
  const script = `runbooks/${page.id}.ts`
  if (existsSync(join(root, script))) return scriptFiles(root, script)
  const text = `has no script; write ${script} (docs/contributing.md shows how)`
  throw new PageError([{ file: page.file, line: 1, text }])
}

// The next three list what counts. Whatever else a page has, now or later, is for its reader.

function provenPage({ id, startsFrom, startIstio, needs, variables, steps }: Page) {
  return { id, startsFrom, startIstio, needs, variables: variables.map(provenVariable), steps: steps.map(provenStep) }
}

function provenVariable({ name, default: value, pattern }: Variable) {
  return { name, default: value, pattern }
}

function provenStep({ id, command, readOnly, undo, expectedFailure: failure, cleanup }: Step) {
  const expectedFailure = failure && { exitCode: failure.exitCode, outputContains: failure.outputContains }
  return { id, command, readOnly, undo, expectedFailure, cleanup }
}

/** Only what counts here; `src/cluster/toolchain.ts` has the whole shape of the file. */
const versions = z.record(z.string(), z.unknown())
const pins = z.object({
  istio: z.record(z.string(), z.string()),
  otherIstio: versions.optional(),
  kubernetes: z.string(),
  published: z.object({ otherIstio: versions.optional() }).catchall(z.string()),
})

/**
 * The pins that a page uses. The published toolchain takes what it uses from its own part of the file, and a node image by
 * its digest.
 */
async function readPins(needs: ReadonlySet<Need>): Promise<ProofInputs['pins']> {
  const file = toolchainFile()
  const { istio, otherIstio, kubernetes, published } = readYaml(file, await readFile(file, 'utf8'), pins)
  const { otherIstio: otherPublished, ...base } = published
  const used = (all: Record<string, unknown> = {}) => {
    const some = Object.entries(all).filter(([minor]) => needs.has(`istio-${minor}`))
    return some.length > 0 ? { otherIstio: Object.fromEntries(some) } : {}
  }
  return {
    file,
    source: { istio, kubernetes, ...used(otherIstio) },
    published: { published: { ...base, ...used(otherPublished) } },
  }
}
