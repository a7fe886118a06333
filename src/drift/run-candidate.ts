import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultMinor, loadToolchain, minorOf } from '../cluster/index.ts'
import { parseEvidence, type Evidence } from '../evidence/index.ts'
import { loadPage, valuesOfMinor } from '../page/index.ts'
import { PROJECT, ROOT } from '../shared/root.ts'
import { isSystemError } from '../shared/thrown.ts'
import { resultOf, type EndedRun } from './failure.ts'
import type { DriftResult, Versions } from './schema.ts'

/**
 * Runs runbooks with another toolchain.yaml, each as a reader would, on a cluster of its own with published tools and images. A
 * variable that names the pinned minor version of Istio is set to that of the run. The results are written after each, so that a
 * run that is broken off leaves what it had.
 * @param toolchain path of the toolchain.yaml, and the versions that it has
 * @param file where the results go
 * @param signal no further runbook is begun once it is aborted
 * @returns whether every one passed
 */
export async function runCandidate(
  ids: readonly string[],
  toolchain: { file: string; versions: Versions },
  file: string,
  signal: AbortSignal,
): Promise<boolean> {
  const [pinned, minor] = [defaultMinor(loadToolchain()), minorOf(toolchain.versions.istio)]
  const results = ids.map((id): DriftResult => ({ id, outcome: 'not run' }))
  await writeFile(file, text(results))
  for (const [i, id] of ids.entries()) {
    if (signal.aborted) break
    const set = valuesOfMinor(await loadPage(ROOT, id), pinned, minor)
    const ended = await runOne(id, set, toolchain.file)
    results[i] = resultOf(ended, toolchain.versions)
    await writeFile(file, text(results))
  }
  return results.every(({ outcome }) => outcome === 'passed')
}

function text(results: readonly DriftResult[]): string {
  return `${JSON.stringify(results, null, 2)}\n`
}

async function runOne(id: string, set: Record<string, string>, toolchain: string): Promise<EndedRun> {
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-drift-'))
  const json = join(directory, 'run.json')
  try {
    const setting = Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`])
    const words = ['scripts/runbook.ts', id, '--toolchain', 'published', ...setting, '--json', json]
    const child = spawn(process.execPath, words, {
      cwd: PROJECT,
      env: { ...process.env, PROVING_GROUND_TOOLCHAIN: toolchain },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    const take = (chunk: Buffer) => {
      printed += chunk.toString()
      process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
    return { id, set, code, evidence: await readEvidence(json), text: printed }
  } finally {
    await rm(directory, { recursive: true })
  }
}

async function readEvidence(file: string): Promise<Evidence | undefined> {
  try {
    return parseEvidence(file, await readFile(file, 'utf8'))
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}
