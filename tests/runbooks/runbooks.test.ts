import { readFile } from 'node:fs/promises'
import type { TestInfo } from '@playwright/test'
import {
  engineDigest,
  loadEvidence,
  loadPasses,
  parseEvidence,
  passOf,
  proofHash,
  proofState,
  readEngineLock,
  type Evidence,
  type Pass,
} from '../../src/evidence/index.ts'
import { loadPage } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { makePlan } from '../../src/runbook/index.ts'
import { differencesFromEvidence, readings } from '../../src/suite/compare-with-evidence.ts'
import { firstFew } from '../../src/suite/closing-lines.ts'
import { selectRunbooks } from '../../src/suite/selection-candidates.ts'
import { differencesFromOtherToolchain } from '../../src/suite/other-toolchain.ts'
import { runsInOrder } from '../../src/suite/runs.ts'
import type { SharedClusters } from '../../src/suite/shared-clusters.ts'
import { npmRun } from '../support/project.ts'
import { test } from '../support/runbook-clusters.ts'
import { expect } from '../support/supplied.ts'

/** The canary with another name: then nothing depends on the default. */
const SET: Record<string, Record<string, string>> = { 'install-canary': { REVISION: 'blue' } }

const selected = await selectRunbooks(ROOT)

test.describe.configure({ mode: 'parallel' })

for (const { id, own, set } of await runsInOrder(ROOT, SET)) {
  const words = Object.entries(set).map(([name, value]) => `--set ${name}=${value} `)
  const annotation = { type: 'runbook', description: id }
  test(
    `${id} ${words.join('')}does on a real cluster what its page says`,
    { annotation },
    async ({ which, clusters }, info) => {
      test.skip(which === 'selected' && !selected.has(id), 'not among the runbooks that fit into the time')
      test.skip(which === 'all' && (await passedAlready(id)), 'passed as it is now in an earlier run')
      const evidence = own ? await runAlone(id, set, info) : await runShared(clusters, id, set, info)
      expect(evidence.steps.length).toBeGreaterThan(0)
      expect(evidence.steps.filter((step) => !step.passed)).toEqual([])
      expect(evidence.leftovers.differences).toEqual([])
      if (words.length > 0) return
      const proof = await proofState(ROOT, id)
      if (proof.state === 'none') throw new Error(`nothing to compare with: run npm run record ${id}`)
      const recorded = proof.evidence
      const page = await loadPage(ROOT, id)
      // On machines that take the published tools and images; such a run is no pass.
      if (evidence.versions.toolchain !== recorded.versions.toolchain) {
        const others = differencesFromOtherToolchain(page, evidence, recorded)
        return expect(others, others.join('\n')).toEqual([])
      }
      const differences = differencesFromEvidence(evidence, recorded)
      expect(differences, differences.join('\n')).toEqual([])
      if (!own) expect(readings(evidence, page)).toEqual(readings(recorded, page))
      // A run that agrees with evidence of another page is no pass of this one.
      if (proof.state !== 'verified') return
      info.annotations.push({ type: 'pass', description: JSON.stringify(await passed(evidence)) })
    },
  )
}

/** Runs it as a reader would, on a cluster of its own. */
async function runAlone(id: string, set: Record<string, string>, info: TestInfo): Promise<Evidence> {
  const file = info.outputPath('evidence.json')
  const settings = Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const { code, text } = await npmRun(['runbook', id, '--', ...settings, '--json', file])
  expect(code, text.slice(-6000)).toBe(0)
  return parseEvidence(file, await readFile(file, 'utf8'))
}

/** Runs it on this worker's cluster. */
async function runShared(
  clusters: SharedClusters,
  id: string,
  set: Record<string, string>,
  info: TestInfo,
): Promise<Evidence> {
  const { evidence, failure, text, discardReasons } = await clusters.run(await makePlan(ROOT, id, set))
  if (discardReasons.length > 0)
    info.annotations.push({ type: 'cluster thrown away', description: `after ${id}: ${firstFew(discardReasons)}` })
  expect(failure, text.slice(-6000)).toBeUndefined()
  return parseEvidence(`the run of ${id}`, JSON.stringify(evidence))
}

async function passed({ runbook, versions, proofHash: hash, commit }: Evidence): Promise<Pass> {
  const time = new Date().toISOString()
  return { id: runbook, versions, proofHash: hash, ...(await engine()), commit, time }
}

/** What says which engine ran. */
async function engine(): Promise<Pick<Pass, 'contract' | 'engine'>> {
  const lock = await readEngineLock()
  return { contract: lock.contract, engine: engineDigest(lock) }
}

/** Whether it has passed with the page, script, pins and engine of now. */
async function passedAlready(id: string): Promise<boolean> {
  const evidence = await loadEvidence(ROOT, id)
  const hash = await proofHash(ROOT, id, evidence?.versions.toolchain)
  const wanted = { id, proofHash: hash, ...(await engine()) }
  return passOf(await loadPasses(ROOT), wanted) !== undefined
}
