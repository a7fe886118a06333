import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makePlan } from '../../../src/runbook/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { KeptResults } from '../../../src/suite/kept-results.ts'
import { MUTANTS } from '../../../src/suite/mutants.ts'

test('KeptResults keeps what is known for the same proof, forgets it when the proof changes, and names a damaged file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-kept-'))
  try {
    const plan = await makePlan(ROOT, 'upgrade-in-place', {})
    const first = await KeptResults.of(plan, MUTANTS, directory)
    expect(first.all).toEqual([])
    const outcomes = [
      { step: 'upgrade-in-place#upgrade', killedAt: 'upgrade', why: 'timed out' },
      { step: 'upgrade-in-place#forget', why: '' },
    ]
    for (const outcome of outcomes) await first.add(outcome)
    expect((await KeptResults.of(plan, MUTANTS, directory)).all).toEqual(outcomes)
    const changed = { ...plan, inputs: { ...plan.inputs, contract: plan.inputs.contract + 1 } }
    expect((await KeptResults.of(changed, MUTANTS, directory)).all).toEqual([])
    const file = join(directory, 'mutants/upgrade-in-place.json')
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 40))
    await expect(KeptResults.of(plan, MUTANTS, directory)).rejects.toThrow(/upgrade-in-place\.json.*delete/)
  } finally {
    await rm(directory, { recursive: true })
  }
})
