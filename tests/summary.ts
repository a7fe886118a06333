import { stripVTControlCharacters } from 'node:util'
import { loadPasses } from '../src/evidence/index.ts'
import { ROOT } from '../src/shared/root.ts'
import { closingSentence } from '../src/suite/closing-lines.ts'
import type { FullResult, Reporter, TestCase } from '@playwright/test/reporter'

/** Prints what became of the runbooks and the closing line, `N passed, N failed, N skipped`, and refuses a run in which nothing ran. */
export default class Summary implements Reporter {
  readonly #tests = new Set<TestCase>()

  /** Faults outside any test: a file that does not load, a hook that throws. */
  #errors = 0

  onError(): void {
    this.#errors++
  }

  onTestEnd(test: TestCase): void {
    this.#tests.add(test)
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    const tests = [...this.#tests]
    const skipped = tests.filter((t) => t.outcome() === 'skipped').length
    const passed = tests.filter((t) => t.outcome() === 'expected').length
    const failed = tests.length - passed - skipped + this.#errors
    for (const test of tests.filter((t) => t.outcome() === 'unexpected')) console.log(`✘ ${inOneLine(test)}`)
    for (const line of await runbookLines(tests)) console.log(line)
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
    return { status: passed === 0 ? 'failed' : result.status }
  }
}

/** Which clusters were thrown away, and how many runbooks were run; nothing for tests of no runbook. */
async function runbookLines(tests: readonly TestCase[]): Promise<string[]> {
  const runs = tests.flatMap((test) => {
    const id = test.annotations.find(({ type }) => type === 'runbook')?.description
    return id === undefined ? [] : [{ id, outcome: test.outcome() }]
  })
  if (runs.length === 0) return []
  // A runbook may be run more than once, with other values.
  const ids = (outcomes: string[]) => [...new Set(runs.filter((r) => outcomes.includes(r.outcome)).map(({ id }) => id))]
  const failed = ids(['unexpected', 'flaky'])
  const passed = ids(['expected']).filter((id) => !failed.includes(id))
  const notRun = ids(['skipped']).filter((id) => !failed.includes(id) && !passed.includes(id))
  const thrownAway = tests.flatMap(({ results }) => results.flatMap(({ annotations }) => annotations))
  const lines = thrownAway.filter(({ type }) => type === 'cluster thrown away')
  const passes = await loadPasses(ROOT).catch(() => [])
  return [...lines.map((a) => `${a.type} ${a.description}`), closingSentence({ passed, failed, notRun }, passes)]
}

/** Where it is, what it promises, and what was seen: enough to begin with when the rest has scrolled away. */
function inOneLine(test: TestCase): string {
  const message = stripVTControlCharacters(test.results.at(-1)?.errors[0]?.message ?? '')
  const seen = message.split('\n').filter((line) => line.trim() !== '')
  return `${test.location.file}:${test.location.line} ${test.title}: ${seen.slice(0, 3).join(' ').slice(0, 300)}`
}
