import { availableParallelism } from 'node:os'
import { chalk } from 'zx'
import { StatusLine } from '../../shared/status-line.ts'
import { isBuilt, type Artifact, type BuildListener } from './artifact.ts'

interface Running {
  artifact: Artifact
  began: number
  /** From 0 to 1, for builds that tell. */
  done: number
}

/**
 * Reports the progress of builds: a line when an artifact is built, and regularly what is being built and how long that may
 * still take. On a terminal that is one line that changes. Silent when there is nothing to build.
 */
export class BuildProgress {
  readonly #missing: Set<Artifact>
  readonly #began = performance.now()
  readonly #running = new Set<Running>()
  readonly #built = new Set<Artifact>()
  readonly #status = new StatusLine()

  constructor(artifacts: readonly Artifact[]) {
    this.#missing = new Set(artifacts.filter((artifact) => !isBuilt(artifact)))
  }

  start(): void {
    const titles = [...this.#missing].map((artifact) => artifact.title)
    if (titles.length > 0) this.line(`getting ready (first run only)${this.#left()}: ${titles.join('; ')}`)
    this.#status.start(() => this.#text())
  }

  /** What to hand to an artifact's build. */
  listener(artifact: Artifact): BuildListener {
    let running: Running | undefined
    return {
      building: () => {
        running = { artifact, began: performance.now(), done: 0 }
        this.#missing.add(artifact)
        this.#running.add(running)
      },
      waiting: () => this.line(`${artifact.title}: another run is building it; waiting`),
      progress: (done) => running && (running.done = Math.min(done, 0.99)),
      built: () => {
        if (!running) return
        this.#running.delete(running)
        this.#built.add(artifact)
        const count = `${this.#built.size} of ${this.#missing.size}`
        this.line(`${chalk.green('✔')} ${artifact.title} (${seconds(running.began)} s, ${count})`)
      },
    }
  }

  line(text: string): void {
    this.#status.line(text)
  }

  stop(): void {
    this.#status.stop()
  }

  /** What is being built; undefined: nothing. */
  #text(): string | undefined {
    if (this.#running.size === 0) return undefined
    const names = [...this.#running].map(
      ({ artifact, done }) => `${artifact.title}${done > 0 ? ` ${percent(done)}` : ''}`,
    )
    return `  ${seconds(this.#began)} s${this.#left()}: ${names.join('; ')}`
  }

  /**
   * CPU-bound artifacts follow each other, and the others fit beside them: so only the CPU-bound ones count. Without one there is
   * no estimate: how long downloads take, nobody knows.
   */
  #left(): string {
    const cpuBound = [...this.#missing].filter((artifact) => artifact.cpuBound)
    if (cpuBound.length === 0) return ''
    const total = cpuBound.reduce((sum, artifact) => sum + artifact.seconds, 0)
    const done = cpuBound.reduce((sum, artifact) => sum + artifact.seconds * this.#done(artifact), 0)
    const spent = (performance.now() - this.#began) / 1000
    // The speed of this machine is measured as builds finish; until then it is estimated from the number of processors.
    const guess = Math.max(0.3, 2 / availableParallelism())
    const speed = (spent + guess * PRIOR) / (done + PRIOR)
    const left = Math.max(5, (total - done) * speed)
    return `, about ${left < 90 ? `${Math.ceil(left / 10) * 10} s` : `${Math.round(left / 60)} min`} left`
  }

  #done(artifact: Artifact): number {
    if (this.#built.has(artifact)) return 1
    return [...this.#running].find((running) => running.artifact === artifact)?.done ?? 0
  }
}

/** Seconds of work after which the measured speed counts as much as the estimate. */
const PRIOR = 60

function percent(done: number): string {
  return `${Math.floor(done * 100)} %`
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000)
}
