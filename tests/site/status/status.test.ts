import { duration, loadEvidence } from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { listNotRun } from '../../../src/site/not-run/not-run.ts'
import { REASONS } from '../../../src/site/not-run/reasons.ts'
import { builds, expect, pagesOf, test } from '../../support/site.ts'

test('the status page has a row for every runbook: result, versions, supplier, steps, checks, duration, date', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}status/`)
  const ids = await listPages(ROOT)
  await expect(page.locator('.status tbody tr:not(.status-group)')).toHaveCount(ids.length)
  for (const id of ids) {
    const row = page.getByRole('row').filter({ has: page.locator(`a[href="/runbooks/${id}/"]`) })
    const run = await loadEvidence(ROOT, id)
    await expect(row.getByRole('rowheader')).toHaveText((await loadPage(ROOT, id)).title)
    await expect(row.locator('.mark')).toHaveText(run ? /verified/ : 'not verified yet')
    if (!run) continue
    for (const fact of [
      `Istio ${run.versions.istio}`,
      `Kubernetes ${run.versions.kubernetes}, ${run.versions.toolchain}`,
      `${run.steps.length} step`,
      `${run.steps.flatMap(({ checks }) => checks).length} check`,
      duration(run.durationMs),
      run.startedAt.slice(0, 10),
    ])
      await expect(row).toContainText(fact)
  }
})

test('the status page says what a test run takes, and when the runbooks last passed', async ({ page, sites }) => {
  await page.goto(`${sites.course}status/`)
  await expect(page.locator('.status-tested')).toHaveText(
    /^A test run takes as many runbooks as fit into its time; .+\.$/,
  )
})

test('the status page has words for each state of a proof, and its sums count them', async ({ page, sites }) => {
  await page.goto(`${sites.states}status/`)
  const states = {
    verified: 'verified',
    changed: 'changed since verified',
    none: 'not verified yet',
    hostile: 'verified',
  }
  for (const [id, words] of Object.entries(states)) {
    const row = page.getByRole('row').filter({ has: page.locator(`a[href$="/runbooks/${id}/"]`) })
    await expect(row.locator('.mark')).toHaveText(words)
  }
  await expect(page.locator('.status-none')).toContainText('npm run runbook none')
  const rows = await page.locator('.status tbody tr:not(.status-group)').allTextContents()
  const sum = (pattern: RegExp) => rows.reduce((all, row) => all + Number(pattern.exec(row)?.[1] ?? 0), 0)
  const sums = page.locator('.status-sums')
  for (const fact of [
    `${rows.length - 2} of ${rows.length}`,
    '1 changed since',
    '1 not verified yet',
    `${sum(/(\d+) checks?/)} checks`,
    `in ${sum(/(\d+) steps?/)} steps`,
    duration(1000 * sum(/checks?\s*([\d.]+) s/)),
    '2026-11-01',
  ])
    await expect(sums).toContainText(fact)
})

test('the status page says that no drift run is known where there is none, and offers no file', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}status/#newer-versions`)
  await expect(page.getByRole('heading', { name: 'Newer versions', exact: true })).toBeVisible()
  await expect(page.locator('[data-drift]')).toHaveText(/^No drift run known\. npm run drift looks for releases/)
  expect((await page.request.get(`${sites.course}drift.json`)).status()).toBe(404)
})

test('the status page says which releases are newer, and what became of each run on them', async ({ page, sites }) => {
  await page.goto(`${sites.states}status/`)
  const section = page.locator('[data-drift=known]')
  const row = (part: string) => section.getByRole('row').filter({ has: page.getByText(part, { exact: true }) })
  await expect(row('Istio').getByRole('cell')).toHaveText(['Istio', '1.31.4', '1.31.10', '1.32.1'])
  await expect(row('Kubernetes').getByRole('cell')).toHaveText([
    'Kubernetes',
    '1.36.4',
    '1.36.4',
    '1.37.1; 1.36.4 is the newest with an image of kind',
  ])
  await expect(section).toContainText('On 2026-11-23, the publishers had:')
  await expect(section).toContainText(
    'On Istio 1.31.10 and 1.30.8, Kubernetes 1.36.4, kind 0.33.0, 1 of 3 runbooks passed.',
  )
  await expect(section.getByRole('link', { name: 'hostile', exact: true })).toHaveAttribute(
    'href',
    /\/runbooks\/hostile\/$/,
  )
  await expect(section.getByRole('link', { name: 'this run of the workflow' })).toHaveAttribute(
    'href',
    'https://git.example.org/team/course/actions/runs/7',
  )
  const response = await page.request.get(`${sites.states}drift.json`)
  expect(await response.json()).toMatchObject({ schema: 1, runs: [{ name: 'istio-patch' }] })
})

test('what a drift run saw is text on the status page, whatever it holds', async ({ page, sites, violations }) => {
  await page.goto(`${sites.states}status/`)
  const text = await page.locator('[data-drift=known] pre').textContent()
  for (const words of ['<img src=x onerror="window.hacked = 1">', 'expected: <img', 'seen: <img'])
    expect(text).toContain(words)
  expect(await page.locator('[data-drift=known] :is(img, script)').count()).toBe(0)
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(violations).toEqual([])
})

test('the status page counts ages in days', async ({ page, sites }) => {
  for (const [now, words] of [
    ['2026-11-01T23:00:00Z', 'less than a day ago'],
    ['2026-11-02T12:00:00Z', '1 day ago'],
    ['2026-12-11T11:00:00Z', '39 days ago'],
  ] as const) {
    await page.clock.setFixedTime(new Date(now))
    await page.goto(`${sites.states}status/`)
    await expect(page.locator('.status-verified .age').first()).toHaveText(words)
    await expect(page.locator('.status-sums .age')).toHaveText(words)
  }
})

test('the status page says how much was run, and links every use of each reason', async ({ page, sites }) => {
  await page.goto(`${sites.course}status/`)
  await expect(page.locator('[data-coverage]')).toHaveText(/^\d+ of \d+ commands were run/)
  await expect(page.locator('[data-statements]')).toHaveText(/^\d+ of \d+ statements in the lessons are backed up/)
  const uses: [reason: string | null, text: string][] = []
  for (const path of (await pagesOf(builds.course)).filter((path) => path !== 'status/')) {
    await page.goto(`${sites.course}${path}`)
    for (const figure of await page.locator('figure.not-run').all())
      uses.push([await figure.getAttribute('data-not-run'), (await figure.locator('code').textContent())!])
  }
  expect(uses.length).toBeGreaterThan(3)
  await page.goto(`${sites.course}status/`)
  const [run, shown] = (await page.locator('[data-coverage]').textContent())!.match(/\d+/g)!.map(Number)
  expect(shown! - run!).toBe(new Set(uses.map(([, text]) => text)).size)
  for (const [reason, text] of uses) {
    const use = page
      .locator(`.status-not-run[data-not-run="${reason}"] li`)
      .filter({ has: page.getByText(text, { exact: true }) })
    await expect(use).toHaveCount(1)
    const address = await use.locator('a').getAttribute('href')
    await page.goto(new URL(address!, sites.course).href)
    await expect(page.locator('figure.not-run:target code')).toHaveText(text)
    await page.goto(`${sites.course}status/`)
  }
  for (const [reason, words] of Object.entries(REASONS))
    await expect(page.locator(`.status-not-run[data-not-run="${reason}"]`)).toContainText(
      words[0]!.toUpperCase() + words.slice(1),
    )
})

test('the status page lists what was not run by its reason: commands, statements, legacy commands', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}status/`)
  const all = await listNotRun(ROOT)
  expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['command', 'statement', 'legacy']))
  for (const { reason, text, path } of all)
    await expect(
      page
        .locator(`.status-not-run[data-not-run="${reason}"] li`, { hasText: text })
        .filter({ has: page.locator(`a[href="/${path}"]`) }),
      `${path}: ${text}`,
    ).toBeVisible()
})

test('the status page is in the sidebar, and a table on any screen', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/why/`)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Status', exact: true }).click()
  await expect(page).toHaveURL(/\/status\/$/)
  for (const width of [1440, 900, 768, 360, 320]) {
    await page.setViewportSize({ width, height: 800 })
    const overflow = await page.evaluate(() => {
      const table = document.querySelector('table.status')!
      const page = document.documentElement
      return [page.scrollWidth - page.clientWidth, table.scrollWidth - table.parentElement!.clientWidth]
    })
    expect(overflow, `at ${width}`).toEqual([0, 0])
    await expect(page.getByRole('columnheader')).toHaveCount(6)
    await expect(page.getByRole('row').nth(2).getByRole('cell')).toHaveCount(5)
  }
})

test('no other page loads the style of the status page', async ({ page, sites }) => {
  for (const path of ['', 'lessons/why/', 'runbooks/install-canary/']) {
    await page.goto(`${sites.course}${path}`)
    expect(await page.content(), path).not.toContain('status-sums')
  }
})
