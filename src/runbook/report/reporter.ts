import { chalk } from 'zx'
import { sentenceOf } from '../../checks/index.ts'
import type { StepRecord } from '../../evidence/index.ts'
import { StatusLine, type Terminal } from '../../shared/status-line.ts'
import type { PairedStep } from '../plan/plan.ts'
import type { FailureReason } from '../run/verdict.ts'
import { TerminalText } from './harmless-text.ts'

/** Tells a person what a run is doing, with a status that shows the time. */
export class Reporter {
  readonly #status: StatusLine
  readonly #began = performance.now()
  readonly #text = new TerminalText()

  constructor(out: Terminal = process.stdout) {
    this.#status = new StatusLine(out)
  }

  /** One line of its own. */
  line(text: string): void {
    this.#status.line(text)
  }

  /** A heading for a part of the run. */
  part(text: string): void {
    this.line('')
    this.line(chalk.bold(text))
  }

  stepStarts({ page, step }: PairedStep): void {
    this.line('')
    const number = `Step ${page.steps.indexOf(step) + 1} of ${page.steps.length}`
    this.line(`${chalk.bold(number)} ${step.title} ${chalk.dim(`${page.id}#${step.id} ${page.file}:${step.line}`)}`)
    this.line(step.command.replace(/^/gm, '  $ ').replace(/\n {2}\$ /g, '\n    '))
    const began = performance.now()
    const text = () => `  … ${page.id}#${step.id}: ${seconds(began)} s (run: ${seconds(this.#began)} s)`
    this.#status.start(text, chalk.dim)
  }

  /** What the command prints, as it comes, made harmless for a terminal. */
  output(bytes: Buffer): void {
    this.#show(this.#text.take(bytes))
  }

  stepEnds(_paired: PairedStep, record: StepRecord, failure: FailureReason): void {
    this.#show(this.#text.end())
    this.#status.stop()
    for (const check of record.checks) {
      const before = check.before === 'not tried' ? '' : `; before: ${check.observedBefore}`
      this.line(
        `  ${check.passed ? chalk.green('✔') : chalk.red('✘')} ${sentenceOf(check)} ${chalk.dim(`(${check.observed}${before})`)}`,
      )
    }
    if (record.notCompared !== undefined) this.line(`  not compared: ${record.notCompared}`)
    const seconds = (record.durationMs / 1000).toFixed(1)
    this.line(
      failure ? chalk.red(`  failed after ${seconds} s`) : chalk.dim(`  exit ${record.exitCode} in ${seconds} s`),
    )
  }

  /** Ends the status; lines may follow. */
  end(): void {
    this.#status.stop()
  }

  #show(text: string): void {
    this.#status.text(text, chalk.dim)
  }
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000)
}
