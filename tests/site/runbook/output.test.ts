import type { Locator } from '@playwright/test'
import { loadEvidence, sha256 } from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { OPEN_LINES } from '../../../src/site/runbook/output-view.ts'
import { expect, test } from '../../support/site.ts'

const runbooks = await listPages(ROOT)

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
        const isShort = text.split(/(?<=\n)/).length <= OPEN_LINES
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

  test('the output of a step marks what differs from run to run', async ({ page, sites }) => {
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

  test('a step that is meant to fail looks like one before anything is opened', async ({ page, sites }) => {
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
})

test('an output wider than its block has a shadow at that edge, until one has scrolled there', async ({
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
        .map((e) => `${e.closest('.step')?.id}: ${e.className} ${e.textContent.slice(0, 60)}`),
    )
    expect(hidden, id).toEqual([])
    const marks = await page
      .locator('summary:visible')
      .evaluateAll((all) => all.filter((one) => getComputedStyle(one, '::before').display !== 'none').length)
    expect(marks, `${id}: marks that say that something opens`).toBe(0)
  }
})
