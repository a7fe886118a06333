import { expect, test } from '@playwright/test'
import { sidebarWindow } from '../../../../src/site/layout/sidebar-window.ts'

type Entries = Parameters<typeof sidebarWindow>[0]

/** A group of so many pages, the reader on one of them. */
const group = (count: number, current: number): Entries => [
  {
    type: 'group',
    label: 'Runbooks',
    collapsed: false,
    badge: undefined,
    entries: Array.from({ length: count }, (_, i) => ({
      type: 'link',
      label: `${i}`,
      href: `/${i}/`,
      isCurrent: i === current,
      badge: undefined,
      attrs: {},
    })),
  },
]
const links = (entries: Entries): string[] =>
  entries.flatMap((entry) => (entry.type === 'group' ? links(entry.entries) : `${entry.href} ${entry.label}`))

test('sidebarWindow shows a short group whole', () => {
  expect(sidebarWindow(group(60, 3))).toEqual(group(60, 3))
})

const cut: [where: string, current: number, first: string, last: string][] = [
  ['the start', 2, '/0/ 0', '/60/ 60, and 439 more'],
  ['the middle', 250, '/219/ 219, and 219 more', '/280/ 280, and 219 more'],
  ['the end', 499, '/439/ 439, and 439 more', '/499/ 499'],
  ['no page of the group', -1, '/0/ 0', '/60/ 60, and 439 more'],
]
for (const [where, current, first, last] of cut)
  test(`sidebarWindow of a long group, seen from ${where}, shows what is near and leads on to the rest`, () => {
    const seen = links(sidebarWindow(group(500, current)))
    expect([seen.at(0), seen.at(-1)]).toEqual([first, last])
    expect(seen.length).toBeLessThanOrEqual(62)
    if (current >= 0) expect(seen).toContain(`/${current}/ ${current}`)
  })
