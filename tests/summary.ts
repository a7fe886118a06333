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
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
    return { status: passed === 0 ? 'failed' : result.status }
  }
}
