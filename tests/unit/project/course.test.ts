import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse } from 'yaml'
import { z } from 'zod'
import { listPages } from '../../../src/page/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { readList } from '../../../src/site/shared/content-data.ts'
import { loadGlossary, otherNames } from '../../../src/site/glossary/glossary.ts'
import { loadQuiz } from '../../../src/site/quiz/quiz.ts'
import { loadSources } from '../../../src/site/lesson/sources.ts'
import { decision, decisionFaults } from '../../../src/site/decision/decision.ts'
import { message } from '../../../src/site/messages/messages.ts'

interface Lesson {
  name: string
  order: number
  minutes: number
  text: string
}

const frontMatter = z.object({ minutes: z.number(), sidebar: z.object({ order: z.number() }) })
const lessons = await readLessons()

test('the lessons are numbered 1 to 11, and each takes 5 to 12 minutes', () => {
  expect(lessons.map(({ order }) => order)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1))
  for (const { name, minutes } of lessons) expect([name, minutes >= 5 && minutes <= 12]).toEqual([name, true])
})

for (const [i, { name, text }] of lessons.entries()) {
  test(`lesson ${i + 1}, ${name}, reaches a runbook`, () => {
    expect(text).toMatch(/<(Shown by|Command of|Quiz id)="/)
  })
  const next = lessons[i + 1]
  if (!next) continue
  test(`lesson ${i + 1}, ${name}, leads to the next`, () => {
    expect(text.trimEnd().split('\n\n').at(-1)).toContain(`](../${next.name}/)`)
  })
}

test('every term of the glossary is explained where the lessons first use it', async () => {
  const faults = (await loadGlossary()).flatMap(({ id, term, also }) => {
    const words = new RegExp(`(?<![\\w-])(${[term, ...also].map(escape).join('|')})(?![\\w-])`, 'i')
    const first = lessons.find(({ text }) => words.test(readable(text)) || text.includes(`<Term id="${id}"`))
    if (!first) return [`${id}: no lesson uses it`]
    const at = first.text.indexOf(`<Term id="${id}"`)
    const before = at < 0 ? first.text : first.text.slice(0, at)
    const early = words.exec(readable(before))
    return early ? [`${id}: ${first.name} uses “${early[0]}” before <Term id="${id}">`] : []
  })
  expect(faults).toEqual([])
})

test('the glossary lists no plain plural as another name', async () => {
  const named = (await loadGlossary()).flatMap((term) => otherNames(term).map((other) => [term.term, other]))
  expect(named).toContainEqual(['CRD', 'custom resource definition'])
  for (const [term, other] of named) expect(other).not.toBe(`${term}s`)
})

test('every source of the course is used', async () => {
  const used = (await allTexts()).join('\n')
  const messages = await readList('content/messages.yaml', message)
  const ofMessages = messages.flatMap(({ sources = [], causes = [] }) => [
    ...sources,
    ...causes.map((one) => one.source),
  ])
  const idle = (await loadSources()).filter(({ id }) => !used.includes(`of="${id}"`) && !ofMessages.includes(id))
  expect(idle.map(({ id }) => id)).toEqual([])
})

test('the quiz has at least the seven topics of the older page and one question for each trap', async () => {
  const questions = await loadQuiz('course')
  expect(questions.length).toBeGreaterThanOrEqual(14)
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
})

for (const name of (await readdir(join(PROJECT, 'content/decisions'))).sort()) {
  test(`the decision ${name} has no dead end, and each of its ends is a runbook`, async () => {
    const source = await readFile(join(PROJECT, 'content/decisions', name), 'utf8')
    const fields = z.object({ decision }).parse(parse(source.split('---')[1]!))
    expect(decisionFaults(fields.decision, await listPages(PROJECT))).toEqual([])
  })
}

async function readLessons(): Promise<Lesson[]> {
  const directory = join(PROJECT, 'content/lessons')
  const read = (await readdir(directory)).map(async (file): Promise<Lesson> => {
    const text = await readFile(join(directory, file), 'utf8')
    const { minutes, sidebar } = frontMatter.parse(parse(text.split('---')[1]!))
    return {
      name: file.replace('.mdx', ''),
      order: sidebar.order,
      minutes,
      text: text.slice(text.indexOf('---', 4) + 3),
    }
  })
  return (await Promise.all(read)).sort((a, b) => a.order - b.order)
}

async function allTexts(): Promise<string[]> {
  const directory = join(PROJECT, 'content')
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.mdx'))
  return Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))
}

/** Running text alone: code and tags name things without using the words. */
function readable(text: string): string {
  return text
    .replace(/^(`{3,})[^]*?^\1$/gm, ' ')
    .replace(/^import .*$/gm, ' ')
    .replace(/`[^`\n]*`/g, ' ')
    .replace(/<\w+[^>]*>/g, ' ')
    .replace(/\]\([^)]*\)/g, '] ')
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
