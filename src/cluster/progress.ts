import { chalk } from 'zx'
import { directoryOf, isBuilt, type Part } from './part.ts'

/** Tells how far the supply is: a line when a part begins and ends, and every so often how long it may still take. */
export class SupplyProgress {
  readonly #missing: readonly Part[]
  readonly #began = performance.now()
  readonly #running = new Map<string, number>()
  #done = 0
  #doneSeconds = 0
  #timer: NodeJS.Timeout | undefined

  constructor(parts: readonly Part[]) {
    this.#missing = parts.filter((part) => !isBuilt(part))
  }

  start(): void {
    if (this.#missing.length === 0) return
    console.log(`building ${this.#missing.length} parts once: ${this.#missing.map((p) => p.title).join(', ')}`)
    this.#timer = setInterval(() => this.#tell(), process.stdout.isTTY ? 2000 : 30_000)
    this.#timer.unref()
  }

  begin(part: Part): void {
    this.#running.set(directoryOf(part), performance.now())
  }

  waiting(part: Part): void {
    this.line(`  ${part.title}: another run is building it`)
  }

  end(part: Part): void {
    const began = this.#running.get(directoryOf(part)) ?? performance.now()
    this.#running.delete(directoryOf(part))
    if (!this.#missing.includes(part)) return
    this.#done++
    this.#doneSeconds += part.seconds
    this.line(
      `${chalk.green('✔')} ${part.title} (${seconds(began)} s; ${this.#done} of ${this.#missing.length}${this.#left()})`,
    )
  }

  line(text: string): void {
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K')
    console.log(text)
  }

  stop(): void {
    clearInterval(this.#timer)
    if (process.stdout.isTTY && this.#missing.length > 0) process.stdout.write('\r\x1b[2K')
  }

  #tell(): void {
    const names = this.#missing.filter((p) => this.#running.has(directoryOf(p))).map((p) => p.title)
    const text = `  … ${seconds(this.#began)} s: ${names.join(', ')}; ${this.#done} of ${this.#missing.length} done${this.#left()}`
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`)
    else console.log(text)
  }

  /** Scales the seconds written in the parts by how fast this machine has been so far. */
  #left(): string {
    const all = this.#missing.reduce((sum, part) => sum + part.seconds, 0)
    const speed = this.#doneSeconds > 30 ? seconds(this.#began) / this.#doneSeconds : 0.7
    const left = (all - this.#doneSeconds) * speed
    return left > 0
      ? `, about ${left < 90 ? `${Math.ceil(left / 10) * 10} s` : `${Math.round(left / 60)} min`} left`
      : ''
  }
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000)
}
