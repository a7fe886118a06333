import { lit, JUDGED, scores, type Lit } from '../support/lighthouse.ts'
import { builds, expect, kindsOf, part, PARTS, test as base } from '../support/site.ts'

const test = base.extend<object, { lit: Lit }>({
  lit: [
    async ({}, use) => {
      const one = await lit()
      await use(one)
      await one.browser.close()
    },
    { scope: 'worker' },
  ],
})

test.describe.configure({ mode: 'parallel' })

for (let i = 0; i < PARTS; i++) {
  test(`Lighthouse gives each kind of page 100 for ${JUDGED.join(', ')}, part ${i + 1} of ${PARTS}`, async ({
    sites,
    lit,
  }) => {
    for (const path of part(await kindsOf(builds.course), i)) {
      const judged = await scores(`${sites.course}${path}`, lit, JUDGED)
      for (const category of JUDGED) {
        const { score, faults } = judged[category]!
        expect(score === 100 ? '' : `/${path}: ${category} ${score}:\n${faults.join('\n')}`).toBe('')
      }
    }
  })
}
