import { loadPasses, passOf, proofState, readEngineLock } from '../../src/evidence/index.ts'
import { listPages } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { expect, test } from '../support/which.ts'

// Of every runbook, also of those that are not run now.
for (const id of await listPages(ROOT)) {
  test(`${id} is shown with a proof of what its page says today, and has passed since`, async ({ which }) => {
    const proof = await proofState(ROOT, id)
    if (proof.state !== 'verified') throw new Error(`the proof of ${id} is ${proof.state}: run npm run record ${id}`)
    // There the runbook itself is run, unless it has such a pass.
    if (which === 'all') return
    const { contract } = await readEngineLock()
    const pass = passOf(await loadPasses(ROOT), { id, proofHash: proof.evidence.proofHash, contract })
    expect(pass, `no pass as it is now: run npm run test:all -- --grep "${id} "`).toBeDefined()
  })
}
