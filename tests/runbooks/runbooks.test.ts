import { readFile } from 'node:fs/promises'
import { loadEvidence, mask, parseEvidence, proofState, type Evidence } from '../../src/evidence/index.ts'
import { listPages } from '../../src/page/index.ts'
import { ROOT } from '../../src/root.ts'
import { npmRun } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

/** Each runbook once as its page says, and the canary with another name: then nothing depends on the default. */
const runs = [
  ...(await listPages(ROOT)).map((id) => ({ id, set: [] as string[] })),
  { id: 'install-canary', set: ['--set', 'REVISION=blue'] },
]

/** Checks that may hold before their step already, because the cluster is on its way there by itself. All others are compared. */
const RACES: Record<string, readonly string[]> = {
  // A refused ReplicaSet goes on trying, as the page says: on a slow machine its pod comes first.
  'istio-cni#restart-web': ['isAvailable', 'areReady', 'haveNativeSidecar'],
}

test.describe.configure({ mode: 'parallel' })

for (const { id, set } of runs) {
  test(`${id} ${set.join(' ')} does on a real cluster what its page says`, async ({}, info) => {
    const file = info.outputPath('evidence.json')
    const { code, text } = await npmRun(['runbook', id, '--', ...set, '--json', file])
    expect(code, text.slice(-6000)).toBe(0)
    const evidence = parseEvidence(file, await readFile(file, 'utf8'))
    expect(evidence.steps.length).toBeGreaterThan(0)
    expect(evidence.steps.filter((step) => !step.passed)).toEqual([])
    expect(evidence.leftovers.differences).toEqual([])
    if (set.length === 0) expect(comparable(id, evidence)).toEqual(comparable(id, (await loadEvidence(ROOT, id))!))
  })

  if (set.length > 0) continue
  test(`${id} is shown with a proof of what its page says today`, async () => {
    expect((await proofState(ROOT, id)).state, `run npm run record ${id}`).toBe('verified')
  })
}

/** What must be the same in every run: commands, statuses, checks; not times, names and addresses. */
function comparable(runbook: string, { steps, startState, leftovers }: Evidence) {
  return {
    startState,
    steps: steps.map(({ id, sha256, exitCode, pipeStatus, checks }) => ({
      id,
      sha256,
      exitCode,
      pipeStatus,
      checks: checks.map(({ subject, matcher, args, before, passed }) => ({
        ...{ subject, matcher, args: args.map((value) => (typeof value === 'string' ? mask(value) : value)) },
        before: RACES[`${runbook}#${id}`]?.includes(matcher) ? undefined : before,
        passed,
      })),
    })),
    allowed: leftovers.allowed,
  }
}
