import { chalk } from 'zx'
import { sentenceOf } from '../../checks/index.ts'
import type { StepRecord } from '../../evidence/index.ts'
import type { PairedStep } from '../plan/plan.ts'
import { TerminalText } from './terminal-text.ts'
import type { FailureReason } from '../run/verdict.ts'

/** Where a run is told: a stream of this process, or something that keeps what is written. */
export type Terminal = { write(text: string): unknown; isTTY?: boolean }

/** Tells a person what a run is doing. On a terminal a last line shows the time; elsewhere there are only plain lines. */
export class Reporter {
  readonly #out: Terminal
  readonly #began = performance.now()
  #live: NodeJS.Timeout | undefined
  #doing = ''
  #midLine = false
  #text = new TerminalText()

  constructor(out: Terminal = process.stdout) {
    this.#out = out
  }

  /** One line of its own. */
  line(text: string): void {
    this.#clear()
    if (this.#midLine) this.#out.write('\n')
    this.#midLine = false
    this.#out.write(`${text}\n`)
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
    this.#doing = `${page.id}#${step.id}`
    this.#startClock()
  }

  /** What the command prints, as it comes, made harmless for a terminal. */
  output(bytes: Buffer): void {
    this.#show(this.#text.take(bytes))
  }

  stepEnds(_paired: PairedStep, record: StepRecord, failure: FailureReason): void {
    clearInterval(this.#live)
    this.#show(this.#text.end())
    this.#clear()
    for (const check of record.checks) {
      const before = check.before === 'not tried' ? '' : `; before: ${check.observedBefore}`
      this.line(
        `  ${check.passed ? chalk.green('✔') : chalk.red('✘')} ${sentenceOf(check)} ${chalk.dim(`(${check.observed}${before})`)}`,
      )
    }
    const seconds = (record.durationMs / 1000).toFixed(1)
    this.line(
      failure ? chalk.red(`  failed after ${seconds} s`) : chalk.dim(`  exit ${record.exitCode} in ${seconds} s`),
    )
  }

  /** Stops the clock; the last words may follow. */
  end(): void {
    clearInterval(this.#live)
    this.#clear()
  }

  #show(text: string): void {
    if (text === '') return
    this.#clear()
    this.#out.write(chalk.dim(text))
    this.#midLine = !text.endsWith('\n')
  }

  #startClock(): void {
    clearInterval(this.#live)
    const began = performance.now()
    const every = this.#out.isTTY ? 1000 : 30_000
    this.#live = setInterval(() => {
      const text = `  … ${this.#doing}: ${seconds(began)} s (run: ${seconds(this.#began)} s)`
      if (!this.#out.isTTY) this.line(text)
      else if (!this.#midLine) this.#out.write(`\r${chalk.dim(text)}`)
    }, every)
    this.#live.unref()
  }

  #clear(): void {
    if (this.#out.isTTY && !this.#midLine) this.#out.write('\r\x1b[2K')
  }
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000)
}
