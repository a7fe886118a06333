import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Nodes } from 'mdast'
import { parseMarkdown } from '../../support/markdown.ts'
import { inProject } from '../../support/project.ts'

const DECISIONS = 'docs/decisions'
const INDEX = `${DECISIONS}/README.md`

/** The most lines of a record: a screen. */
const SCREEN = 45

const read = (file: string) => readFile(inProject(file), 'utf8')
const records = (await readdir(inProject(DECISIONS))).filter((name) => /^\d{4}-/.test(name)).sort()
const documents = [
  ...(await readdir(inProject())).filter((name) => name.endsWith('.md')),
  ...(await readdir(inProject('docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ...records.map((name) => `${DECISIONS}/${name}`),
  INDEX,
]

test('the index of decisions lists each record with its title, in order', async () => {
  const lines = (await read(INDEX)).split('\n').flatMap((line) => {
    const [, number, title, file] = /^\| (\d+) +\| \[(.*)\]\((.*)\) *\|$/.exec(line) ?? []
    return number === undefined ? [] : [{ number, title, file }]
  })
  const wanted = records.map(async (file) => {
    const [, number, title] = /^# (\d+)\. (.*)$/m.exec(await read(`${DECISIONS}/${file}`)) ?? []
    return { number, title, file }
  })
  expect(lines).toEqual(await Promise.all(wanted))
})

test('a record of a decision bears the number of its file, and is a screen at most', async () => {
  for (const file of records) {
    const text = await read(`${DECISIONS}/${file}`)
    expect(text, file).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. `))
    expect(text.trimEnd().split('\n').length, `lines of ${file}`).toBeLessThanOrEqual(SCREEN)
  }
})

test('a record that names what replaces it names a record', async () => {
  const named = records.map(async (file) => [
    ...(await read(`${DECISIONS}/${file}`)).matchAll(/Superseded by (\d{4})/g),
  ])
  const numbers = (await Promise.all(named)).flat().map(([, number]) => number)
  expect(numbers.filter((number) => !records.some((file) => file.startsWith(`${number}-`)))).toEqual([])
})

test('links of the documents lead to files', async () => {
  const broken = documents.map(async (file) =>
    linksOf(parseMarkdown(await read(file)))
      .filter((url) => !/^(https?:|#)/.test(url))
      .filter((url) => !existsSync(join(inProject(dirname(file)), url.replace(/#.*$/, ''))))
      .map((url) => `${file}: ${url} is not there`),
  )
  expect((await Promise.all(broken)).flat()).toEqual([])
})

test('paths that the documents name are there', async () => {
  const broken = documents.map(async (file) =>
    codesOf(parseMarkdown(await read(file)))
      .filter((code) => /^(src|scripts|tests|supply|runbooks|content|docs)\/[\w./-]+$/.test(code))
      .filter((path) => !EXAMPLES.includes(path) && !existsSync(inProject(path)))
      .map((path) => `${file}: ${path} is not there`),
  )
  expect((await Promise.all(broken)).flat()).toEqual([])
})

/** Files of the runbook that docs/contributing.md adds. */
const EXAMPLES = ['content/runbooks/create-team.mdx', 'runbooks/create-team.ts']

function* nodes(node: Nodes): Generator<Nodes> {
  yield node
  if ('children' in node) for (const child of node.children) yield* nodes(child)
}

function linksOf(document: Nodes): string[] {
  return [...nodes(document)].flatMap((node) => (node.type === 'link' || node.type === 'image' ? [node.url] : []))
}

/** Code in running text. */
function codesOf(document: Nodes): string[] {
  return [...nodes(document)].flatMap((node) => (node.type === 'inlineCode' ? [node.value] : []))
}
