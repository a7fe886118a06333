import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'
import { loadPasses, PASSES, passesText, withPass, type Pass } from '../src/evidence/index.ts'
import { ROOT } from '../src/shared/root.ts'

/** Writes down each pass of a runbook as soon as its test passed, so that a run that is broken off can be gone on with. */
export default class Passes implements Reporter {
  /** One after another: each reads what the one before it wrote. */
  #written: Promise<void> = Promise.resolve()

  onTestEnd(_test: TestCase, { status, annotations }: TestResult): void {
    const found = annotations.find(({ type }) => type === 'pass')?.description
    if (status !== 'passed' || found === undefined) return
    this.#written = this.#written.then(() => write(JSON.parse(found) as Pass))
  }

  async onEnd(): Promise<void> {
    await this.#written
  }
}

/** By a rename, so that a full disk or a kill leaves the file whole. */
async function write(pass: Pass): Promise<void> {
  const file = join(ROOT, PASSES)
  await writeFile(`${file}.new`, passesText(withPass(await loadPasses(ROOT), pass)))
  await rename(`${file}.new`, file)
}
