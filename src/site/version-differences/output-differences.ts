import { listPages } from '../../page/index.ts'
import { ROOT } from '../../shared/root.ts'
import { runbook, type Runbook, type ShownStep } from '../runbook/runbook.ts'

/** The lines of a step that read differently on the two versions of Istio. */
interface OutputDifference {
  step: Pick<ShownStep, 'page' | 'step' | 'number'>
  /** The first lines that only the older version printed. */
  older: string[]
  /** The first lines that only the newer version printed. */
  newer: string[]
  /** How many lines differ beside those. */
  more: number
}

/** What the runs of the course on the older Istio say of its outputs. */
interface OutputDifferences {
  /** Runbooks that ran on the older version too. */
  runbooks: number
  /** In the order of the runbooks' ids and of the steps. */
  differences: OutputDifference[]
}

/** @param older a minor version, as `1.30` */
export async function loadOutputDifferences(older: string): Promise<OutputDifferences> {
  const ids = await listPages(ROOT)
  return outputDifferences(await Promise.all(ids.map((id) => runbook(id))), `istio-${older}`)
}

/** @param cell the runs that are compared with the recorded ones, as `istio-1.30` */
export function outputDifferences(runbooks: readonly Runbook[], cell: string): OutputDifferences {
  const ran = runbooks.flatMap(({ page, otherVersions }) =>
    otherVersions.filter((record) => record.cell === cell).map((record) => ({ page, outputs: record.outputs })),
  )
  const differences = ran.flatMap(({ page, outputs }) =>
    page.steps.flatMap((step, index) =>
      outputs
        .filter((output) => output.step === step.id)
        .map(({ added, missing }) => ({
          step: { page, step, number: index + 1 },
          older: added.first,
          newer: missing.first,
          more: added.count - added.first.length + missing.count - missing.first.length,
        })),
    ),
  )
  return { runbooks: ran.length, differences }
}
