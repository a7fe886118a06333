import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { proofHash, withDigest, type Evidence } from '../../src/evidence/index.ts'
import { fixture, type Files } from './fixture.ts'
import { madeUpEvidence } from './made-up.ts'

/** A made-up project with one runbook, `x`, of two steps, and the evidence of a whole run of it that passed. */
export interface Recorded {
  root: string
  evidence: Evidence
}

const STEPS = [
  { id: 'a', command: 'echo ok', says: 'ok\n' },
  { id: 'b', command: 'echo ok again', says: 'ok again\n' },
]

/** Writes such a project. @param edit changes its files before they are written */
export async function recorded(edit?: (files: Files) => void): Promise<Recorded> {
  const { PROVING_GROUND_ROOT: root = '' } = await fixture(STEPS, (files) => {
    // Playwright compiles what a test loads, and takes for CommonJS what no package says is something else.
    files['package.json'] = '{ "type": "module" }\n'
    edit?.(files)
  })
  const evidence = madeUpEvidence('x', await proofHash(root, 'x'), STEPS)
  return { root, evidence: withDigest({ ...evidence, traffic: [] }) }
}

/** Writes evidence where a recording would, with its digest. */
export async function writeEvidence(root: string, evidence: Evidence): Promise<void> {
  await writeFile(join(root, `evidence/${evidence.runbook}.json`), JSON.stringify(withDigest(evidence)))
}

/** Replaces a part of a file of the project. */
export async function editFile(root: string, file: string, from: string, to: string): Promise<void> {
  const path = join(root, file)
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to))
}
