import { expect, test } from '@playwright/test'
import { PROJECT } from '../../../../src/shared/root.ts'
import { checkReferences, problemsOf } from '../../../../src/site/post-build/references.ts'

const steps = new Map([
  ['install-canary', ['install-revision', 'restart']],
  ['uninstall', ['purge']],
])
const imports = ['lesson/Shown', 'excerpt/Command', 'excerpt/OutdatedCommand', 'runbook/Step'].map(
  (path) => `import ${path.split('/')[1]} from '../../src/site/${path}.astro'`,
)
const page = (body: string) => `---\ntitle: T\n---\n\n${imports.join('\n')}\n\n${body}\n`
const problems = (body: string) => problemsOf('content/lessons/x.mdx', page(body), steps)

test('checkReferences finds nothing wrong in the course', () => checkReferences(PROJECT))

const wrong: [what: string, body: string, says: RegExp][] = [
  ['a runbook', '<Shown by="install-canery#restart" />', /there is no runbook install-canery; nearest: install-canary/],
  ['a step', 'It restarts. <Shown by="install-canary#restrat" />', /has no step restrat; nearest: restart/],
  ['a step of a command', '<Command of="uninstall#purg" />', /has no step purg; nearest: purge/],
  [
    'a step of an old command with signs in it',
    '<OutdatedCommand command="a > b < c" of="uninstall#purges" />',
    /no step purges; nearest: purge/,
  ],
  ['a step that it leaves out', '<Shown by="uninstall" />', /has no step \(none is named\)/],
  ['a component', '<Stepp id="a">\n\nText\n\n</Stepp>', /<Stepp> is not imported; nearest: Step/],
  ['a component that it forgot to import', '<Excerpt of="uninstall#purge" />', /<Excerpt> is not imported/],
]
for (const [what, body, says] of wrong) {
  test(`problemsOf names a page that misspells ${what}, with the line and the nearest`, () => {
    const found = problems(`Text.\n\n${body}`)
    expect(found).toEqual([{ file: 'content/lessons/x.mdx', line: 12, text: expect.stringMatching(says) }])
  })
}

test('problemsOf has none for what is right, or stands in a block of code', () => {
  expect(problems('It ends. <Shown by="uninstall#purge" />\n\n```\n<Shown by="no#step" />\n```')).toEqual([])
})
