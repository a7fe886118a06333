import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse } from 'yaml'
import { z } from 'zod'
import { loadEvidence, type ChangeRecord, type Evidence } from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { PROJECT, ROOT } from '../../../src/shared/root.ts'

const FILE = 'tests/unit/evidence/background-changes.yaml'

const exceptions = z
  .array(z.strictObject({ object: z.string().min(1), field: z.string().min(1), cause: z.string().min(20) }))
  .max(10)
  .parse(parse(readFileSync(join(PROJECT, FILE), 'utf8')))
type Exception = (typeof exceptions)[number]

/** What a record says of an object, a fact each: fields, what belongs to it, that it came or went. */
function facts({ verb, fields, owned }: ChangeRecord): string[] {
  return [...(verb === 'changed' ? [] : [verb]), ...fields, ...owned]
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(text)
}

/** The facts of a change that no exception explains, as sentences. A change without a fact is one, too. */
function unexplained(change: ChangeRecord, known: readonly Exception[]): string[] {
  const all = facts(change)
  const left = all.filter(
    (fact) => !known.some(({ object, field }) => matches(object, change.object) && matches(field, fact)),
  )
  if (all.length === 0) return [`${change.verb} ${change.object}`]
  return left.map((fact) => `${change.verb} ${change.object}: ${fact}`)
}

const recorded: { id: string; evidence: Evidence; reading: Set<string> }[] = []
for (const id of await listPages(ROOT)) {
  const evidence = await loadEvidence(ROOT, id)
  const { steps } = await loadPage(ROOT, id)
  const reading = new Set(steps.filter((step) => step.readOnly).map((step) => step.id))
  if (evidence) recorded.push({ id, evidence, reading })
}

test('the recorded runs have steps that only read', () => {
  expect(recorded.flatMap(({ reading }) => [...reading]).length).toBeGreaterThan(100)
})

for (const { id, evidence, reading } of recorded) {
  test(`no step of ${id} that only reads shows a change in its recorded run`, () => {
    const found = evidence.steps
      .filter((step) => reading.has(step.id))
      .flatMap((step) =>
        step.changes.flatMap((change) => unexplained(change, exceptions)).map((text) => `${step.id}: ${text}`),
      )
    expect(found, `run npm run record ${id}; what remains is a cause to mend, or to list in ${FILE}`).toEqual([])
  })
}

test('background-changes.yaml lists only what a recorded run shows', () => {
  const changes = recorded.flatMap(({ evidence }) => evidence.steps.flatMap((step) => step.changes))
  const unused = exceptions.filter(
    ({ object, field }) =>
      !changes.some((change) => matches(object, change.object) && facts(change).some((fact) => matches(field, fact))),
  )
  expect(unused, `${FILE}: delete what no run shows any more`).toEqual([])
})

test('an entry of background-changes.yaml explains its own object and field, and nothing else', () => {
  const known = [{ object: 'Deployment.apps x/*', field: 'spec.replicas', cause: '' }]
  const change = (object: string, ...fields: string[]): ChangeRecord => ({ verb: 'changed', object, fields, owned: [] })
  expect(unexplained(change('Deployment.apps x/a', 'spec.replicas'), known)).toEqual([])
  expect(unexplained(change('Deployment.apps y/a', 'spec.replicas'), known)).toHaveLength(1)
  expect(unexplained(change('Deployment.apps x/a', 'spec.replicas', 'spec.paused'), known)).toHaveLength(1)
  expect(
    unexplained({ ...change('Deployment.apps x/a', 'spec.replicas'), owned: ['deleted Pod ×1'] }, known),
  ).toHaveLength(1)
  expect(unexplained({ ...change('Deployment.apps x/a'), verb: 'deleted' }, known)).toHaveLength(1)
  expect(unexplained(change('Deployment.apps x/a'), known)).toHaveLength(1)
})
