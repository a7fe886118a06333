import { stripVTControlCharacters } from 'node:util'
import type { FullResult, Reporter, TestCase } from '@playwright/test/reporter'

/** Prints the one closing line, `N passed, N failed, N skipped`, and refuses a run in which nothing ran. */
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
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
    return { status: passed === 0 ? 'failed' : result.status }
  }
}

/** Where it is, what it promises, and what was seen: enough to begin with when the rest has scrolled away. */
function inOneLine(test: TestCase): string {
  const message = stripVTControlCharacters(test.results.at(-1)?.errors[0]?.message ?? '')
  const seen = message.split('\n').filter((line) => line.trim() !== '')
  return `${test.location.file}:${test.location.line} ${test.title}: ${seen.slice(0, 3).join(' ').slice(0, 300)}`
}
