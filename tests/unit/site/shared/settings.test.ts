import { expect, test } from '@playwright/test'
import { npmRun } from '../../../support/project.ts'
import { address, checkSettings } from '../../../../src/site/shared/site.ts'

const good: [settings: Record<string, string>, site: string, base: string][] = [
  [{}, 'http://localhost:4321', '/'],
  [{ SITE_URL: '', SITE_BASE: '' }, 'http://localhost:4321', '/'],
  [{ SITE_URL: 'https://example.org', SITE_BASE: '/istio/' }, 'https://example.org', '/istio/'],
  [{ SITE_URL: 'http://example.org:8080', SITE_BASE: 'a/b' }, 'http://example.org:8080', '/a/b/'],
]
for (const [settings, site, base] of good) {
  test(`address takes ${JSON.stringify(settings)}`, () => {
    expect(address(settings)).toEqual({ site, base })
  })
}

const bad: [name: string, value: string, says: RegExp][] = [
  ['SITE_URL', 'https://example.org/istio/', /SITE_URL=https:\/\/example\.org SITE_BASE=\/istio\//],
  ['SITE_URL', 'example.org', /not an http or https address/],
  ['SITE_URL', 'ftp://example.org', /not an http or https address/],
  ['SITE_URL', 'https://', /not an http or https address/],
  ['SITE_URL', 'https://example.org/?a', /more than a scheme and a host/],
  ['SITE_URL', 'https://me:word@example.org', /more than a scheme and a host/],
  ['SITE_BASE', '../x', /not a path/],
  ['SITE_BASE', '/a/./b', /not a path/],
  ['SITE_BASE', '/a?b', /not a path/],
  ['SITE_BASE', '/a#b', /not a path/],
  ['SITE_BASE', '/a b/', /not a path/],
  ['SITE_BASE', 'a//b', /not a path/],
  ['SITE_BASE', 'https://example.org/y', /not a path/],
  ['SITE_BASE', '/a/"><script>', /not a path/],
  ['SITE_REPOSITORY', 'team/course', /not the address of a repository/],
]
for (const [name, value, says] of bad) {
  test(`checkSettings refuses ${name}=${value} by its name`, () => {
    expect(() => checkSettings({ [name]: value })).toThrow(says)
    expect(() => checkSettings({ [name]: value })).toThrow(`${name}=${value}: `)
  })
}

test('a build with a wrong setting ends at once with one line', async () => {
  const { code, text } = await npmRun(['build'], { SITE_URL: 'ftp://example.org' })
  expect([code, text.trim().split('\n').length]).toEqual([2, 1])
  expect(text).toMatch(/^error: SITE_URL=ftp:\/\/example\.org: /)
})

for (const port of ['abc', '99999', '-1', '4321x']) {
  test(`npm start with PORT=${port} ends before it builds anything`, async () => {
    const { code, text } = await npmRun(['start'], { PORT: port })
    expect([code, text.trim()]).toEqual([2, expect.stringMatching(`^error: PORT=${port}: is not the number of a port`)])
  })
}
