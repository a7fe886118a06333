import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { loadEvidence } from '../../src/evidence/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { runbookId } from '../../src/site/runbook/runbook.ts'
import { brokenLinks } from '../support/links.ts'
import { builds, expect, kindsOf, pagesOf, part, PARTS, test } from '../support/site.ts'
import { shiftsInHeader, shiftsWhileLoading } from '../support/slow-line.ts'
import { bytesUntilIdle } from '../support/weight.ts'

/** Compressed bytes and requests until idle. A runbook page has its evidence on top, which is what it is for. */
const BUDGET = { bytes: 40_000, requests: 12 }

test.describe.configure({ mode: 'parallel' })

for (const [name, build] of Object.entries(builds)) {
  test(`every link, anchor and image in every file of "${name}" leads somewhere`, async () => {
    expect(await brokenLinks(build)).toEqual([])
    expect((await pagesOf(build)).length).toBeGreaterThan(4)
  })
}

for (let i = 0; i < PARTS; i++) {
  test(`every page keeps to 40 KB until idle, and asks no other host, part ${i + 1} of ${PARTS}`, async ({
    page,
    sites,
  }) => {
    for (const path of part(await pagesOf(builds.course), i)) {
      const { bytes, requests, hosts, heaviest } = await bytesUntilIdle(page, `${sites.course}${path}`)
      expect(hosts, path).toEqual(['127.0.0.1'])
      const own = bytes - (await evidenceBytes(path))
      const over = own > BUDGET.bytes || requests > BUDGET.requests
      expect(over ? `/${path}: ${own} bytes, ${requests} requests:\n${heaviest.join('\n')}` : 'within budget').toBe(
        'within budget',
      )
    }
  })
}

/**
 * What of a page's bytes is evidence: its recorded file, compressed alone. On the page it is a little more or less (tags
 * around it, words in common with the rest), so this is a definition, and one that anybody can measure again.
 */
async function evidenceBytes(path: string): Promise<number> {
  const id = runbookId(path.replace(/\/$/, ''))
  const evidence = id === undefined ? undefined : await loadEvidence(ROOT, id)
  return evidence ? gzipSync(JSON.stringify(evidence), { level: 9 }).length : 0
}

/** Pages of which a script takes parts over: fields for variables, the questions of a decision. */
const TAKEN_OVER = ['runbooks/install-canary/', 'decisions/how-to-install/']

for (const viewport of [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
]) {
  test(`nothing moves while a page of any kind loads, ${viewport.width} pixels wide`, async ({ browser, sites }) => {
    for (const name of ['course', 'states'] as const) {
      for (const path of new Set([...(await kindsOf(builds[name])), ...(name === 'course' ? TAKEN_OVER : [])])) {
        const page = await browser.newPage({ viewport })
        expect(await shiftsWhileLoading(page, `${sites[name]}${path}`), `${name}: ${path}`).toEqual([])
        await page.close()
      }
    }
  })

  test(`nothing in the header moves, wherever in it a browser paints first, ${viewport.width} pixels wide`, async ({
    browser,
    sites,
  }) => {
    const page = await browser.newPage({ viewport })
    const file = join(builds.course.directory, 'index.html')
    for await (const [after, shifts] of shiftsInHeader(page, sites.course, file)) expect(shifts, after).toEqual([])
    await page.close()
  })
}
