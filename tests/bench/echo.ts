import { up } from '../../src/cluster/index.ts'
import { Connection } from '../../src/kubernetes-api/index.ts'
import { takeSnapshot } from '../../src/kubernetes/index.ts'
import { makeEvidence, makePlan, Reporter, run } from '../../src/runbook/index.ts'
import { fixture } from '../support/fixture.ts'
import { median } from './median.ts'

/** Steps of the made-up runbook. */
const STEPS = 50

/** Runs of which the median counts. */
const RUNS = 5

/** All in milliseconds, for a runbook of 50 steps that print a word, each with a check of its output. */
export interface EchoFigures {
  /** Fifty steps with their checks and evidence, and the snapshots before and after: medians of five runs. */
  whole: number
  /** From the first step to the end of the comparison, which takes the second snapshot. */
  steps: number
  /** One snapshot of every object of an empty cluster. */
  snapshot: number
  /** Each run's `whole`. */
  runs: number[]
}

/** What the engine itself costs: the commands do next to nothing. */
export async function measureEcho(): Promise<EchoFigures> {
  const steps = Array.from({ length: STEPS }, (_, i) => ({ id: `s${i}`, command: `echo ok ${i}` }))
  const { PROVING_GROUND_ROOT: root } = await fixture(steps)
  const plan = await makePlan(root!, 'x', {})
  const cluster = await up()
  const connection = new Connection(cluster.kubeconfig)
  try {
    const runs: { steps: number; snapshot: number }[] = []
    for (let i = 0; i < RUNS; i++) {
      const silent = new Reporter({ write: () => undefined })
      const result = await run(plan, { ...cluster, kept: false }, {}, silent, new AbortController().signal)
      if (result.failure) throw new Error(`the run failed: ${result.failure.reason}`)
      makeEvidence(plan, {}, result, cluster.versions)
      const began = performance.now()
      await takeSnapshot(connection)
      runs.push({ steps: result.durationMs, snapshot: Math.round(performance.now() - began) })
    }
    const whole = runs.map((one) => one.steps + one.snapshot)
    return {
      whole: median(whole),
      steps: median(runs.map((one) => one.steps)),
      snapshot: median(runs.map((one) => one.snapshot)),
      runs: whole,
    }
  } finally {
    connection.close()
    await cluster.down()
  }
}
