import type { Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { ROOT } from '../../../src/shared/root.ts'
import { parseProgress, type Progress } from '../../../src/site/progress/progress.ts'
import { KEY } from '../../../src/site/progress/store.ts'
import { axeFaults } from '../../support/axe.ts'
import { shiftOf } from '../../support/shifts.ts'
import { expect, setTheme, test } from '../../support/site.ts'

const PAGE = 'progress/'
const at = '2026-11-01T12:00:00.000Z'
const empty = { schema: 1, lessons: {}, quizzes: {}, tasks: {} }

const stored = (page: Page) => page.evaluate((key) => localStorage.getItem(key), KEY)
const store = (page: Page, value: unknown) =>
  page.addInitScript(
    ([key, text]) => localStorage.setItem(key!, text!),
    [KEY, typeof value === 'string' ? value : JSON.stringify(value)],
  )
const tick = (page: Page, lesson: string) => page.locator(`#starlight__sidebar a[href$="/lessons/${lesson}/"]`)
const said = (page: Page) => page.locator('.progress-status')
/** Whether the project’s history is here; an archive has none. */
const hasHistory = () =>
  spawnSync('git', ['log', '-1', '--format=%cs', '--', 'content/lessons/why.mdx'], { cwd: ROOT }).stdout.length > 0
const importFile = (page: Page, text: string) =>
  page
    .getByLabel('Import a file')
    .setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(text) })

test('a lesson is marked as read, shows so in the sidebar of other pages and on the overview, and can be unmarked', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}lessons/why/`)
  await expect(tick(page, 'why')).not.toContainText('read')
  await page.getByRole('button', { name: 'Mark as read' }).click()
  await expect(page.locator('pg-reading [role=status]')).toHaveText('Marked as read.')
  await expect(page.locator('pg-reading')).toContainText(/read on \d{4}-\d\d-\d\d/)
  await expect(page.locator('.minutes')).toHaveText(/minutes to read · read$/)
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await expect(tick(page, 'why')).toHaveAccessibleName(/\(read\)$/)
  await expect(tick(page, 'reading')).not.toHaveAccessibleName(/read\)$/)
  await page.goto(`${sites.course}${PAGE}`)
  await expect(page.getByText('1 of 11 read.')).toBeVisible()
  await expect(page.locator('[data-lesson=why]')).toContainText('read on')
  await page.goto(`${sites.course}lessons/why/`)
  await page.getByRole('button', { name: 'Mark as unread' }).click()
  await expect(tick(page, 'why')).not.toHaveAccessibleName(/read\)$/)
  expect(JSON.parse((await stored(page))!)).toEqual(empty)
})

test('a lesson that has changed since says so, with the day', async ({ page, sites }) => {
  await store(page, { ...empty, lessons: { why: { version: '00000000', at } } })
  await page.goto(`${sites.course}lessons/why/`)
  await expect(page.locator('.minutes')).toContainText('changed since you finished it')
  await expect(page.locator('pg-reading')).toContainText('changed since you finished it on 2026-11-01')
  const changed = await page.locator('pg-reading').getAttribute('data-changed')
  expect(changed === null, 'the day is left out only where the project has no history').toBe(!hasHistory())
  if (changed) await expect(page.locator('pg-reading')).toContainText(`(last change ${changed})`)
  await expect(tick(page, 'why')).toHaveAccessibleName(/\(changed since you read it\)$/)
  await page.goto(`${sites.course}${PAGE}`)
  await expect(page.getByText('1 of 11 read, 1 changed since.')).toBeVisible()
  await expect(page.locator('[data-lesson=why]')).toContainText('changed since 2026-11-01')
  if (changed) await expect(page.locator('[data-lesson=why]')).toContainText(`last on ${changed}`)
})

test('a changed lesson that is read again is marked as read', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/why/`)
  await page.evaluate(
    ([key, text]) => localStorage.setItem(key!, text!),
    [KEY, JSON.stringify({ ...empty, lessons: { why: { version: '00000000', at } } })],
  )
  await page.reload()
  await page.getByRole('button', { name: 'Mark as read again' }).click()
  await expect(page.locator('.minutes')).toHaveText(/ · read$/)
})

test('two tabs see each other’s marks at once, and neither loses the other’s', async ({ page, sites, context }) => {
  const other = await context.newPage()
  await page.goto(`${sites.course}lessons/why/`)
  await other.goto(`${sites.course}lessons/reading/`)
  await page.getByRole('button', { name: 'Mark as read' }).click()
  await expect(tick(other, 'why')).toHaveAccessibleName(/\(read\)$/)
  await other.getByRole('button', { name: 'Mark as read' }).click()
  await expect(tick(page, 'reading')).toHaveAccessibleName(/\(read\)$/)
  expect(Object.keys(parseProgress((await stored(page))!).lessons).sort()).toEqual(['reading', 'why'])
})

test('tasks are ticked in the lesson and on the overview, and neither claims to see the run', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}lessons/practice/`)
  const boxes = page.locator('pg-tasks').getByRole('checkbox')
  await boxes.first().check()
  await expect(page.getByText('1 of 10 ticked.')).toBeVisible()
  await expect(page.getByText('cannot see the run on your machine')).toBeVisible()
  await page.goto(`${sites.course}${PAGE}`)
  await expect(page.locator('pg-tasks').getByRole('checkbox').first()).toBeChecked()
  await expect(page.getByText('cannot see a run on your machine')).toBeVisible()
  await page.locator('pg-tasks').getByRole('checkbox').first().uncheck()
  await page.goto(`${sites.course}lessons/practice/`)
  await expect(boxes.first()).not.toBeChecked()
})

test('the overview shows the best round, and which questions are right', async ({ page, sites }) => {
  await store(page, {
    ...empty,
    quizzes: {
      course: {
        round: { 'old-pods': { right: true, at }, stale: { right: false, at } },
        right: { 'old-pods': at },
        best: { right: 20, of: 27, at },
      },
    },
  })
  await page.goto(`${sites.course}${PAGE}`)
  await expect(page.getByText('Best round: 20 of 27, on 2026-11-01.')).toBeVisible()
  await expect(page.locator('[data-question=old-pods] a')).toHaveAccessibleName(/^question 1 ?, right$/)
  await expect(page.locator('[data-question=stale] a')).toHaveAccessibleName(/, not right yet$/)
  await expect(page.locator('[data-question=two-lists] a')).toHaveAccessibleName(/, not answered$/)
})

test('an export brings everything to another browser, and an import takes nothing away there', async ({
  page,
  sites,
  browser,
}) => {
  await page.goto(`${sites.course}lessons/why/`)
  await page.getByRole('button', { name: 'Mark as read' }).click()
  await page.goto(`${sites.course}${PAGE}`)
  await page.locator('pg-tasks').getByRole('checkbox').nth(1).check()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as a file' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^proving-ground-progress-\d{4}-\d\d-\d\d\.json$/)
  const text = await readFile(await file.path(), 'utf8')
  expect(JSON.parse(text)).toEqual(JSON.parse((await stored(page))!))
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(`${sites.course}lessons/reading/`)
  await other.getByRole('button', { name: 'Mark as read' }).click()
  await other.goto(`${sites.course}${PAGE}`)
  await importFile(other, text)
  await expect(said(other)).toHaveText('Imported. 2 new entries; nothing of yours was removed.')
  await expect(other.getByText('2 of 11 read.')).toBeVisible()
  await expect(other.locator('pg-tasks').getByRole('checkbox').nth(1)).toBeChecked()
  await importFile(other, text)
  await expect(said(other)).toHaveText('Imported. No new entries; nothing of yours was removed.')
  await context.close()
})

test('an export brings the rounds of the quiz to another browser, too', async ({ page, sites, browser }) => {
  const best = { right: 20, of: 27, at }
  const course = { round: { 'old-pods': { right: true, at } }, right: { 'old-pods': at }, best }
  await store(page, { ...empty, quizzes: { course } })
  await page.goto(`${sites.course}${PAGE}`)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as a file' }).click()
  const text = await readFile(await (await download).path(), 'utf8')
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(`${sites.course}${PAGE}`)
  await importFile(other, text)
  await expect(other.getByText('Best round: 20 of 27, on 2026-11-01.')).toBeVisible()
  await expect(other.locator('[data-question=old-pods] a')).toHaveAccessibleName(/, right$/)
  await context.close()
})

const hostile: [what: string, text: string, why: RegExp][] = [
  ['is no JSON', '{"schema": 1, "less', /it is not JSON/],
  ['is something else', '{"name": "proving-ground", "version": "0.1.0"}', /no "schema"/],
  ['comes from a newer site', '{"schema": 2}', /newer version of this site/],
  [
    'has markup where a version belongs',
    JSON.stringify({ ...empty, lessons: { why: { version: '<img src=x onerror="window.hacked=1">', at } } }),
    /lessons\.why\.version/,
  ],
  [
    'has markup for a name',
    JSON.stringify({ ...empty, tasks: { '<img src=x onerror="window.hacked=1">': {} } }),
    /tasks\.<img/,
  ],
  [
    'aims at the prototype',
    `{"schema":1,"lessons":{"__proto__":{"version":"11111111","at":"${at}"}},"quizzes":{},"tasks":{}}`,
    /lessons\.__proto__/,
  ],
  ['is huge', `{"schema": 1, "x": "${'x'.repeat(600_000)}"}`, /far too long/],
]
for (const [what, text, why] of hostile) {
  test(`a file that ${what} changes nothing, and the page says why`, async ({ page, sites, violations }) => {
    await page.goto(`${sites.course}lessons/why/`)
    await page.getByRole('button', { name: 'Mark as read' }).click()
    await page.goto(`${sites.course}${PAGE}`)
    const before = await stored(page)
    await importFile(page, text)
    await expect(said(page)).toContainText('Not imported, and nothing was changed.')
    await expect(said(page)).toHaveText(why)
    expect(await stored(page)).toBe(before)
    expect(await page.evaluate(() => 'hacked' in window || 'version' in {})).toBe(false)
    expect(violations).toEqual([])
  })
}

test('"Undo" after deleting progress brings everything back, with what came in between', async ({
  page,
  sites,
  context,
}) => {
  await page.goto(`${sites.course}lessons/why/`)
  await page.getByRole('button', { name: 'Mark as read' }).click()
  await page.goto(`${sites.course}${PAGE}`)
  await page.getByRole('button', { name: 'Delete my progress' }).click()
  expect(await stored(page)).toBeNull()
  await expect(page.getByText('0 of 11 read.')).toBeVisible()
  const other = await context.newPage()
  await other.goto(`${sites.course}lessons/reading/`)
  await other.getByRole('button', { name: 'Mark as read' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('2 of 11 read.')).toBeVisible()
})

for (const [what, text] of [
  ['damaged', '{"schema":1,"lessons":'],
  ['newer than the page', '{"schema":99,"x":1}'],
] as const) {
  test(`stored progress that is ${what} is left as it is, until the reader says otherwise`, async ({ page, sites }) => {
    await page.goto(`${sites.course}lessons/why/`)
    await page.evaluate(([key, value]) => localStorage.setItem(key!, value!), [KEY, text])
    await page.reload()
    await page.getByRole('button', { name: 'Mark as read' }).click()
    await expect(page.locator('pg-reading')).toContainText('What this browser keeps of your progress')
    expect(await stored(page)).toBe(text)
    await page.goto(`${sites.course}${PAGE}`)
    await expect(page.getByRole('alert')).toContainText('It is left as it is')
    await importFile(page, JSON.stringify(empty))
    await expect(said(page)).toContainText('Not imported')
    expect(await stored(page)).toBe(text)
    await page.getByRole('button', { name: 'Delete my progress' }).click()
    await expect(page.getByRole('alert')).toBeHidden()
    await page.goto(`${sites.course}lessons/why/`)
    await page.getByRole('button', { name: 'Mark as read' }).click()
    expect(Object.keys(parseProgress((await stored(page))!).lessons)).toEqual(['why'])
  })
}

test('progress says so where the browser keeps nothing, and works for the visit', async ({ page, sites }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.addInitScript((key) => {
    const denied = (name: string) => {
      if (name === key) throw new DOMException('denied', 'SecurityError')
      return null
    }
    Storage.prototype.getItem = denied
    Storage.prototype.setItem = denied
    Storage.prototype.removeItem = denied
  }, KEY)
  await page.goto(`${sites.course}lessons/why/`)
  await page.getByRole('button', { name: 'Mark as read' }).click()
  await expect(page.locator('pg-reading')).toContainText('This browser keeps nothing for this site')
  await expect(page.getByRole('button', { name: 'Mark as unread' })).toBeVisible()
  await page.goto(`${sites.course}${PAGE}`)
  await expect(page.getByRole('alert')).toContainText('This browser keeps nothing for this site')
  await page.locator('pg-tasks').getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Delete my progress' }).click()
  await expect(page.locator('pg-tasks').getByRole('checkbox').first()).not.toBeChecked()
  expect(errors).toEqual([])
})

test('marks of read lessons are shown under a base path', async ({ page, sites }) => {
  await page.goto(`${sites.states}lessons/one/`)
  await page.getByRole('button', { name: 'Mark as read' }).click()
  await expect(tick(page, 'one')).toHaveAccessibleName(/\(read\)$/)
  await page.goto(`${sites.states}runbooks/verified/`)
  await expect(tick(page, 'one')).toHaveAccessibleName(/\(read\)$/)
})

test('nothing moves when the marks of stored progress appear', async ({ page, sites }) => {
  await store(page, { ...empty, lessons: { why: { version: '00000000', at }, reading: { version: '00000000', at } } })
  for (const width of [1440, 360, 320]) {
    await page.setViewportSize({ width, height: 900 })
    for (const path of ['lessons/why/', PAGE, 'runbooks/hands-on/'])
      expect(await shiftOf(page, `${sites.course}${path}`), `${path} at ${width}`).toBe(0)
  }
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in marks of every kind, ${theme}`, async ({ page, sites }) => {
    await page.goto(`${sites.course}lessons/why/`)
    await page.getByRole('button', { name: 'Mark as read' }).click()
    await page.evaluate(
      ({ key, when }) => {
        const now = JSON.parse(localStorage.getItem(key)!) as Pick<Progress, 'lessons' | 'quizzes'>
        now.lessons.reading = { version: '00000000', at: when }
        now.quizzes.course = {
          round: { 'old-pods': { right: true, at: when }, stale: { right: false, at: when } },
          right: {},
        }
        localStorage.setItem(key, JSON.stringify(now))
      },
      { key: KEY, when: at },
    )
    for (const path of ['lessons/why/', 'lessons/reading/', PAGE]) {
      await page.goto(`${sites.course}${path}`)
      await setTheme(page, theme)
      expect(await axeFaults(page), path).toEqual([])
    }
  })
}
