import type { Locator, Page } from '@playwright/test'
import { duration, loadEvidence, printable, sha256, ticket } from '../../../src/evidence/index.ts'
import { exportBlock, listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { kindOf } from '../../../src/site/runbook/overview.ts'
import { SHORT } from '../../../src/site/runbook/output-view.ts'
import { expect, REPOSITORY, STATES_ROOT, test } from '../../support/site.ts'
import { bytesUntilIdle } from '../../support/weight.ts'

const runbooks = await listPages(ROOT)
const canary = await loadPage(ROOT, 'install-canary')
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())
/** What a browser reports when something moved that the reader did not touch. */
type Shift = PerformanceEntry & { value: number; sources: { node: Node | null }[] }

const openAll = (page: Page) =>
  page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)))

test('what a runbook changes, takes, and how it is undone is on the first screen', async ({ page, sites }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${sites.course}runbooks/install-canary/`)
  const evidence = await loadEvidence(ROOT, 'install-canary')
  const run = page.locator('.badge').getByText(`Istio ${evidence!.versions.istio}`)
  await expect(run).toContainText(`Kubernetes ${evidence!.versions.kubernetes}`)
  await expect(run).toContainText(duration(evidence!.durationMs))
  await expect(run).toBeInViewport({ ratio: 1 })
  const glance = page.locator('.glance')
  await expect(glance).toContainText(/18: 4 make changes, 10 only read, 4 undo changes/)
  await expect(glance).toContainText(/Undo\s*Everything, with 12\. Move the namespace back, 13\./)
  const requests = evidence!.traffic.reduce((sum, route) => sum + route.requests, 0)
  await expect(glance).toContainText(new RegExp(`Traffic\\s*${requests} requests while it ran, 0 failed`))
  await expect(glance).not.toContainText('kube-system')
  for (const { id, readOnly } of canary.steps.filter((step) => !step.readOnly)) {
    expect(readOnly).toBe(false)
    await expect(glance.locator(`a[href="#step-${id}"]`)).toBeInViewport()
  }
})

test('a runbook that changes nothing says so', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/compare-profiles/`)
  await expect(page.locator('.glance')).toContainText(/Changes\s*nothing/)
  await expect(page.locator('.glance')).not.toContainText('Undo')
})

test('the outline lists each step in order, and marks the one that is read', async ({ page, sites }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  for (const id of runbooks) {
    await page.goto(`${sites.course}runbooks/${id}/`)
    const { steps } = await loadPage(ROOT, id)
    const listed = page.locator('starlight-toc a[href^="#step-"]')
    expect(
      (await listed.allTextContents()).map((text) => text.trim()),
      id,
    ).toEqual(steps.map((step, i) => `${i + 1}. ${step.title}`))
  }
  await page.goto(`${sites.course}runbooks/install-canary/`)
  for (const step of ['drop-old-label', 'move-back']) {
    const entry = page.locator(`starlight-toc a[href="#step-${step}-title"]`)
    await entry.click()
    await expect(page.locator(`#step-${step}`)).toBeInViewport()
    await expect(entry).toHaveAttribute('aria-current', 'true')
    await expect(entry).toBeInViewport()
  }
})

test('the outline of a phone lists the steps too', async ({ page, sites }) => {
  await page.setViewportSize({ width: 360, height: 800 })
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await page.locator('mobile-starlight-toc summary').click()
  await page.locator('mobile-starlight-toc').getByRole('link', { name: '12. Move the namespace back' }).click()
  await expect(page.locator('#step-move-back')).toBeInViewport()
  await expect(page.locator('mobile-starlight-toc .display-current')).toContainText('12. Move the namespace back')
})

test('each step can be linked to, and says its number', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/install-canary/#step-restart`)
  await expect(page.locator('#step-restart')).toBeInViewport()
  await expect(page.getByRole('heading', { name: 'Step 8 Restart the workload', exact: true })).toBeInViewport()
  await expect(page.locator('#step-restart .step-number')).toHaveAttribute('href', '#step-restart')
})

test('a value fills the lines to paste, and no command', async ({ page, sites, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${sites.course}runbooks/install-canary/`)
  const block = page.locator('.variables .command code')
  const field = page.getByRole('textbox', { name: 'REVISION' })
  await field.fill('blue-2')
  await expect(block).toHaveText("export REVISION='blue-2'")
  await page.locator('.variables').getByRole('button', { name: /^Copy/ }).click()
  expect(await clipboard(page)).toBe(exportBlock(canary.variables, { REVISION: 'blue-2' }))
  for (const step of canary.steps)
    expect(await page.locator(`#step-${step.id} .command code`).textContent()).toBe(step.command)

  await field.fill("x'; rm -rf /")
  await expect(page.getByRole('status').filter({ hasText: 'does not fit' })).toContainText(
    'The lines above keep “blue-2”',
  )
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(block).toHaveText("export REVISION='blue-2'")

  await page.locator('.variables').getByRole('button', { name: 'Reset' }).click()
  await expect(block).toHaveText(exportBlock(canary.variables))
  await expect(field).toHaveValue('canary')
  await expect(page.getByText('does not fit')).toHaveCount(0)
})

test('copying all as a script takes every command, and the value that was chosen', async ({ page, sites, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await page.getByRole('textbox', { name: 'REVISION' }).fill('blue')
  await page.getByRole('button', { name: 'Copy as one script' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const script = await clipboard(page)
  const file = await page.request.get(`${sites.course}runbooks/install-canary.sh`)
  expect(script).toBe((await file.text()).replace("export REVISION='canary'", "export REVISION='blue'"))
  expect(script).toContain("\nexport REVISION='blue'\n")
  for (const { command } of canary.steps) expect(script).toContain(`\n${command}\n`)
})

test('without JavaScript there is the script with the defaults, and no field or button that does nothing', async ({
  browser,
  sites,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await expect(page.locator('.variables .command code')).toHaveText(exportBlock(canary.variables))
  await expect(page.locator('input:visible, .field:visible')).toHaveCount(0)
  await expect(page.locator('main button:visible')).toHaveCount(0)
  const script = await page.locator('pg-script a').getAttribute('href')
  expect(await (await page.request.get(new URL(script!, page.url()).href)).text()).toContain(
    exportBlock(canary.variables),
  )
  await context.close()
})

test('fields and buttons that a script brings move nothing', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await expect(page.getByRole('textbox', { name: 'REVISION' })).toBeVisible()
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as Shift[])
            if (entry.sources.some(({ node }) => node?.parentElement?.closest('main'))) sum += entry.value
        }).observe({ type: 'layout-shift', buffered: true })
        requestIdleCallback(() => requestAnimationFrame(() => resolve(sum)))
      }),
  )
  expect(shift).toBe(0)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('short output is seen without a click, long output after one, and both are what was captured', async ({
    page,
    sites,
  }) => {
    let short = 0
    let cut = 0
    for (const id of runbooks) {
      const evidence = await loadEvidence(ROOT, id)
      await page.goto(`${sites.course}runbooks/${id}/`)
      for (const solution of await page.locator('.step-solution > summary').all()) await solution.click()
      for (const record of evidence!.steps) {
        const { text } = record.output
        const step = page.locator(`#step-${record.id}`)
        const shown = step.locator('.proof pre')
        await expect(step.locator('.ran'), `${id} ${record.id}`).toContainText(`exit ${record.exitCode}`)
        if (text === '') {
          await expect(step.locator('.ran')).toContainText('No output')
          continue
        }
        const isShort = text.split(/(?<=\n)/).length <= SHORT
        if (isShort) short++
        else await expect(shown.first()).toBeHidden()
        if (!isShort) await step.locator('.proof > summary').click()
        await expect(shown.first()).toBeVisible()
        const parts = await shown.allTextContents()
        if (parts.length === 1) {
          expect(parts[0], `${id} ${record.id}`).toBe(text)
          continue
        }
        cut++
        expect(text.startsWith(parts[0]!) && text.endsWith(parts[1]!)).toBe(true)
        const whole = await page.request.get(
          new URL((await step.locator('.cut a').getAttribute('href'))!, page.url()).href,
        )
        expect(whole.headers()['content-type']).toMatch(/^text\/plain/)
        expect(await whole.text()).toBe(text)
        if (!record.output.truncated) expect(sha256(await whole.body())).toBe(record.output.sha256)
      }
    }
    expect(short).toBeGreaterThan(100)
    expect(cut).toBeGreaterThan(3)
  })

  test('the evidence lies beside the page', async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    await page.locator('.badge summary').click()
    const link = page.locator('.badge a[href$=".json"]')
    await expect(link).toBeVisible()
    const response = await page.request.get(new URL((await link.getAttribute('href'))!, page.url()).href)
    expect(await response.json()).toEqual(await loadEvidence(ROOT, 'install-canary'))
  })

  test('what differs from run to run is marked', async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    const step = page.locator('#step-list-control-planes')
    await expect(step.locator('.proof pre var').first()).toHaveText(/^[bcdfghjklmnpqrstvwxz2456789]+-[a-z0-9]{5}$/)
    await expect(step.locator('.proof pre var').first()).toHaveAttribute('title', /differs from run to run/)
    await expect(step.locator('.legend')).toContainText('differ from run to run')
    const looks = (part: Locator) =>
      part.first().evaluate((element) => {
        const { textDecoration, color, backgroundColor, fontWeight } = getComputedStyle(element)
        return [textDecoration, color, backgroundColor, fontWeight]
      })
    for (const shown of ['.proof', '.legend'])
      expect(await looks(step.locator(`${shown} var`))).not.toEqual(await looks(step.locator('.proof pre code')))
    await expect(page.locator('#step-add-label .legend')).toHaveCount(0)
  })

  test('a failure that is meant looks like one before anything is opened', async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/break-webhook/`)
    const { steps } = await loadPage(ROOT, 'break-webhook')
    const frame = (id: string) =>
      page.locator(`#step-${id}`).evaluate((element) => {
        const { borderTopStyle, borderTopColor } = getComputedStyle(element)
        return `${borderTopStyle} ${borderTopColor}`
      })
    const failing = page.locator('#step-rollout-stuck')
    await expect(failing.locator('.step-kind')).toHaveText('meant to fail')
    await expect(failing.locator('.step-expect')).toHaveText(
      /exit 1 and the words “timed out waiting for the condition”/,
    )
    await expect(failing.locator('.proof mark')).toHaveText('timed out waiting for the condition')
    for (const step of steps.filter((s) => !s.expectedFailure))
      expect(await frame(step.id)).not.toBe(await frame('rollout-stuck'))
  })

  test('each step says what it does', async ({ page, sites }) => {
    const words = { changes: 'makes a change', reads: 'only reads', fails: 'meant to fail', undoes: 'undoes' }
    for (const id of ['install-canary', 'break-webhook']) {
      await page.goto(`${sites.course}runbooks/${id}/`)
      const source = await loadPage(ROOT, id)
      for (const step of source.steps)
        await expect(page.locator(`#step-${step.id} .step-kind`)).toHaveText(words[kindOf(source, step)])
    }
  })

  test('the text for a ticket is that of the run, and says whose run it was', async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    await page.getByText('Text for a change ticket').last().click()
    await expect(page.locator('#ticket')).toContainText('This is our run, not yours')
    await expect(page.locator('#ticket')).toContainText('npm run runbook install-canary -- --ticket run.txt')
    expect(await page.locator('#ticket .command code').textContent()).toBe(
      ticket((await loadEvidence(ROOT, 'install-canary'))!),
    )
  })

  test('where no repository is named the report can be taken along, and nothing pretends to send it', async ({
    page,
    sites,
  }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    const failed = page.locator('.afterwards details', { has: page.locator('#it-failed') })
    await failed.locator('summary').click()
    await expect(failed).toContainText('does not name a place for reports')
    const evidence = await loadEvidence(ROOT, 'install-canary')
    for (const known of [
      'Runbook:  install-canary',
      evidence!.proofHash,
      evidence!.startedAt,
      evidence!.versions.istio,
      'What it printed',
    ])
      await expect(failed.locator('.command code')).toContainText(known)
    await expect(page.locator('a[href*="issues/new"], a[href^="mailto:"]')).toHaveCount(0)
  })
})

test('the link of a step fills in which step failed', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/install-canary/`)
  const text = page.locator('#it-failed .command code')
  for (const number of [2, 12]) {
    await page.getByRole('link', { name: `Step ${number}: it failed for me` }).click()
    await expect(text).toBeInViewport()
    const { title, command } = canary.steps[number - 1]!
    await expect(text).toContainText(`Step:     ${number}, ${title}\nCommand:  SHA-256 ${sha256(command)}\nPage:`)
  }
})

test('where a repository is named each step has an issue with its report', async ({ page, sites }) => {
  await page.goto(`${sites.states}runbooks/verified/`)
  const evidence = (await loadEvidence(STATES_ROOT, 'verified'))!
  const links = [page.getByRole('link', { name: 'Step 1: it failed for me' }), page.locator('#it-failed a')]
  for (const [i, link] of links.entries()) {
    const url = new URL((await link.getAttribute('href'))!)
    expect(`${url.origin}${url.pathname}`).toBe(`${REPOSITORY}/issues/new`)
    expect(url.searchParams.get('title')).toMatch(i === 0 ? /^verified, step 1 \(say\)/ : /^verified: /)
    for (const known of [
      'Runbook:  verified',
      evidence.proofHash,
      '2026-11-01',
      'Istio 1.2.3',
      '/some/base/runbooks/verified/',
      'What it printed',
    ])
      expect(url.searchParams.get('body')).toContain(known)
    if (i === 0) expect(url.searchParams.get('body')).toContain(sha256('echo ok'))
  }
})

test('hostile output stays text in marked output, ticket, report, script and files', async ({
  page,
  sites,
  violations,
}) => {
  await page.goto(`${sites.states}runbooks/hostile/`)
  await openAll(page)
  const evidence = (await loadEvidence(STATES_ROOT, 'hostile'))!
  expect(await page.locator('.proof pre').first().textContent()).toBe(evidence.steps[0]!.output.text)
  const text = await page.locator('#ticket .command code').textContent()
  expect(text).toBe(printable(Buffer.from(ticket(evidence))).text)
  expect(text).not.toMatch(/[\0\x1b\u202e]/)
  await expect(page.locator('#it-failed .command code')).toContainText('Runbook:  hostile')
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  for (const file of ['evidence/hostile.json', 'evidence/hostile/say.txt', 'runbooks/hostile.sh']) {
    const response = await page.request.get(`${sites.states}${file}`)
    expect(response.headers()['content-type'], file).not.toMatch(/html|svg/)
    if (file.endsWith('.txt')) expect(await response.text()).toBe(evidence.steps[0]!.output.text)
    if (file.endsWith('.json')) expect(await response.json()).toEqual(evidence)
    if (!file.endsWith('.sh')) continue
    const script = await response.text()
    for (const { command } of evidence.steps) expect(script).toContain(command)
    // Beyond the commands it may stand in comments alone.
    const rest = evidence.steps.reduce((text, { command }) => text.replace(command, ''), script)
    expect(rest.split('\n').filter((line) => line.includes('hacked') && !line.startsWith('#'))).toEqual([])
  }
  await page.goto(`${sites.states}evidence/hostile/say.txt`)
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(violations).toEqual([])
})

test('lines that go on beyond the edge of their block show it, until one has scrolled there', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${sites.course}runbooks/install-canary/`)
  const outputs = page.locator('.proof pre:visible')
  /** At which edges a block lies in shadow, beside whether its lines go on at all. */
  const edges = () =>
    outputs.evaluateAll((blocks) =>
      blocks.map((block) => {
        const [left, right] = (getComputedStyle(block).boxShadow.match(/\) -?[\d.]+px/g) ?? []).map((x) =>
          parseFloat(x.slice(2)),
        )
        return { goesOn: block.scrollWidth > block.clientWidth, left: Boolean(left), right: Boolean(right) }
      }),
    )
  const before = await edges()
  expect(new Set(before.map(({ goesOn }) => goesOn))).toEqual(new Set([true, false]))
  expect(before).toEqual(before.map(({ goesOn }) => ({ goesOn, left: false, right: goesOn })))
  await outputs.evaluateAll((blocks) => blocks.forEach((block) => (block.scrollLeft = block.scrollWidth)))
  await expect.poll(edges).toEqual(before.map(({ goesOn }) => ({ goesOn, left: goesOn, right: false })))
})

test('on paper every command, output and check is whole, and nothing waits to be clicked', async ({ page, sites }) => {
  await page.emulateMedia({ media: 'print' })
  for (const id of ['install-canary', 'inspect-control-plane', 'hands-on']) {
    await page.setViewportSize({ width: 700, height: 1000 })
    await page.goto(`${sites.course}runbooks/${id}/`)
    await expect(page.locator('button:visible, input:visible')).toHaveCount(0)
    const hidden = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.step pre, .step .checks > ul > li, .step .cut')]
        .filter(
          (e) =>
            !e.checkVisibility({ contentVisibilityAuto: true }) ||
            e.getBoundingClientRect().height === 0 ||
            e.scrollHeight > e.clientHeight + 1 ||
            e.scrollWidth > e.clientWidth + 1,
        )
        .map((e) => `${e.closest('.step')?.id}: ${e.className} ${(e.textContent ?? '').slice(0, 60)}`),
    )
    expect(hidden, id).toEqual([])
    const marks = await page
      .locator('summary:visible')
      .evaluateAll((all) => all.filter((one) => getComputedStyle(one, '::before').display !== 'none').length)
    expect(marks, `${id}: marks that say that something opens`).toBe(0)
  }
})

test('a runbook page costs at most 40 KB and its evidence', async ({ page, sites }) => {
  test.slow()
  for (const id of runbooks) {
    const { bytes, hosts } = await bytesUntilIdle(page, `${sites.course}runbooks/${id}/`)
    expect(hosts, id).toEqual(['127.0.0.1'])
    expect(bytes, id).toBeLessThanOrEqual(60_000)
  }
})
