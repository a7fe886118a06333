import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, matchesGlob } from 'node:path'
import { expect, test } from '@playwright/test'
import { PROJECT } from '../../../src/shared/root.ts'
import { astroPassages, markdownPassages, mdxPassages, scriptPassages, type Passage } from '../../support/passages.ts'
import { faultsOf } from '../../support/prose-rules.ts'

/** Who reads what, and how its prose is found. */
const READERS: [glob: string, passages: (source: string) => Passage[]][] = [
  ['content/**/*.mdx', mdxPassages],
  ['{README.md,docs/**/*.md}', markdownPassages],
  ['{src,scripts}/**/*.ts', scriptPassages],
  ['src/site/**/*.astro', astroPassages],
]

/** What is not yet as it should be. An entry that no longer has a fault fails this test: it goes. */
const EXCEPTED = [
  ...[
    'architecture',
    'breaking',
    'enrollment',
    'identity',
    'installing',
    'patterns',
    'practice',
    'revisions',
    'why',
  ].map((lesson) => `content/lessons/${lesson}.mdx`),
  ...['about-the-proof', 'index', 'legacy-commands'].map((page) => `content/${page}.mdx`),
]

const found = new Map<string, string[]>()
for (const [glob, passages] of READERS)
  for (const file of globSync(glob, { cwd: PROJECT }).sort()) {
    const faults = faultsOf(passages(await readFile(join(PROJECT, file), 'utf8')))
    found.set(
      file,
      faults.map(({ line, rule, words }) => `${file}:${line}: ${rule}: ${words}`),
    )
  }

test('no prose breaks a rule for prose', () => {
  const files = [...found.keys()].filter((file) => !EXCEPTED.some((glob) => matchesGlob(file, glob)))
  expect(files.length).toBeGreaterThan(100)
  expect(files.flatMap((file) => found.get(file)!)).toEqual([])
})

test('every file that is excepted from the rules for prose still needs it', () => {
  const needless = EXCEPTED.filter(
    (glob) => ![...found].some(([file, faults]) => faults.length > 0 && matchesGlob(file, glob)),
  )
  expect(needless).toEqual([])
})

const long = `${'word '.repeat(31).trim()}.`
const wrong: [rule: string, page: string][] = [
  ['a pronoun at the start of a paragraph', 'A pod.\n\nIt has a proxy.\n'],
  ['a pronoun at the start of a paragraph', 'A pod.\n\nThis is why.\n'],
  ['two colons in a row', 'Look at the pods:\n\n<Step title="Pods:" readOnly />\n'],
  ['two colons in a row', 'One thing is left: the tag: it stays.\n'],
  ['31 words in a sentence', `${long}\n`],
  ['31 words in a sentence', `- ${long}\n`],
  ['31 words in a sentence', `<Step id="a" title="T" success="${long}" />\n`],
  ['31 words in a sentence', `---\ntitle: T\ndescription: ${long}\n---\n\nA pod.\n`],
  ['31 words in a sentence', `| a | b |\n| - | - |\n| c | ${long} |\n`],
  ['guides without a version', 'Older guides ask for `endpoints`.\n'],
  ['a noun for a verb', 'Pods come in by a restart.\n'],
  ['British', 'The pods are labelled.\n'],
]
for (const [rule, page] of wrong)
  test(`the rules for prose find ${rule} in ${JSON.stringify(page.slice(0, 40))}`, () => {
    expect(faultsOf(mdxPassages(page)).map((fault) => fault.rule)).toEqual([rule])
  })

const right = [
  'This runbook removes a revision. It removes nothing else.',
  `${'word '.repeat(30).trim()}.`,
  'Guides from before Istio 1.27 look among the containers.',
  'Look at the pods:\n\n- one: two\n- three',
  'Run `it: this: that`, which is `labelled`.',
  `${'one two three. Four five six: '.repeat(10)}end`.replaceAll(': ', '; '),
  '```text\nIt is: a: b\n```',
]
for (const page of right)
  test(`the rules for prose find nothing in ${JSON.stringify(page.slice(0, 40))}`, () =>
    expect(faultsOf(mdxPassages(page))).toEqual([]))

test('the rules for prose read the texts of a script and of a component, with their lines', () => {
  const script = `const a = 1\nconst b = \`the pods of \${a} are not there any more\`\nconst c = 'no/prose'\n`
  expect(faultsOf(scriptPassages(script))).toEqual([{ line: 2, rule: 'British', words: 'any more' }])
  const component = `---\nconst a = 'is not there any more'\n---\n\n<p>\n  All are labelled now.\n</p>\n<style>\n  a { b: grey }\n</style>\n`
  expect(faultsOf(astroPassages(component)).map(({ line, rule }) => [line, rule])).toEqual([
    [2, 'British'],
    [6, 'British'],
  ])
})
