import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { outputRecord, parseEvidence, withDigest, type Evidence } from '../../../src/evidence/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'

const files = readdirSync(join(PROJECT, 'evidence')).filter((name) => name.endsWith('.json') && name !== 'passes.json')
const read = (name: string) => readFileSync(join(PROJECT, 'evidence', name), 'utf8')
const parse = (evidence: unknown) => parseEvidence('evidence/x.json', JSON.stringify(evidence))
/** Real evidence. */
const real = (): Evidence => parseEvidence('evidence/enroll-namespace.json', read('enroll-namespace.json'))

test('parseEvidence accepts every file that was recorded', () => {
  expect(files.length).toBeGreaterThan(0)
  for (const name of files) expect(parseEvidence(name, read(name)).steps.length).toBeGreaterThan(0)
})

const edited: [what: string, edit: (evidence: Evidence) => void, says: RegExp][] = [
  ['the output', ({ steps }) => void (steps[0]!.output.text = 'FORGED'), /step create-sample: the output/],
  ['the digest of the output', ({ steps }) => void (steps[0]!.output.sha256 = 'f'.repeat(64)), /the output/],
  ['a command', ({ steps }) => void (steps[1]!.command += ' '), /step deploy-early: the command/],
  ['the digest of a command', ({ steps }) => void (steps[1]!.sha256 = 'f'.repeat(64)), /the command/],
  ['the result of a check', ({ steps }) => void (steps[1]!.checks[0]!.passed = false), /passed, though a check/],
  ['the result of a step', ({ steps }) => void (steps[0]!.passed = false), /it passed, though a step did not/],
]
for (const [what, edit, says] of edited) {
  test(`parseEvidence refuses evidence in which ${what} was edited, also with its digest made anew`, () => {
    const evidence = real()
    edit(evidence)
    expect(() => parse(withDigest(evidence))).toThrow(says)
    expect(() => parse(withDigest(evidence))).toThrow(/^evidence\/x\.json: was edited.*git checkout evidence\/x\.json/)
  })
}

test('parseEvidence refuses evidence with a digest in which any one value was edited', () => {
  const evidence = real()
  const missed: string[] = []
  for (const path of leaves(evidence)) {
    const copy = structuredClone(evidence)
    alter(copy, path)
    if (!refuses(copy)) missed.push(path.join('.'))
  }
  expect(missed).toEqual([])
})

test('parseEvidence does not depend on the order of fields, nor on blanks', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, one]) => [key, reversed(one)]),
    )
  }
  expect(() => parseEvidence('x', JSON.stringify(reversed(real()), null, 7))).not.toThrow()
})

test('parseEvidence accepts output that was cut, of which the digest cannot be compared', () => {
  const evidence = real()
  evidence.steps[0]!.output = outputRecord(Buffer.from('x'.repeat(200_000)), 200_000, new Map())
  expect(() => parse(withDigest(evidence))).not.toThrow()
})

type Path = (string | number)[]

/** The way to every value that is neither an object nor a list. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]))
}

function alter(evidence: unknown, path: Path): void {
  const holder = path.slice(0, -1).reduce<never>((at, key) => at[key] as never, evidence as never) as Record<
    string | number,
    unknown
  >
  const key = path.at(-1)!
  const was = holder[key]
  holder[key] = typeof was === 'boolean' ? !was : typeof was === 'number' ? was + 1 : `${String(was)}x`
}

function refuses(evidence: unknown): boolean {
  try {
    parse(evidence)
    return false
  } catch {
    return true
  }
}
