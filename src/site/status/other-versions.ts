import { istioVersion } from '../../evidence/index.ts'
import { isOlderThanPage } from '../runbook/other-versions.ts'
import type { Runbook } from '../runbook/runbook.ts'

/** What the runs on one pair of versions beside the default came to. */
export interface OtherVersionsSum {
  /** "Istio 1.31.0, built from source, with Kubernetes 1.35.4" */
  versions: string
  passed: number
  /** Runbooks that cannot pass there, and ran up to the step that cannot. */
  stopped: Runbook['page'][]
  /** How many of these runs are of pages as they were before their last change. */
  old: number
}

/** Adds up the runs on other versions, by those versions. */
export function sumsOfOtherVersions(runbooks: readonly Runbook[]): OtherVersionsSum[] {
  const runs = runbooks.flatMap((runbook) =>
    runbook.otherVersions.map((record) => ({
      runbook,
      record,
      versions: `Istio ${istioVersion(record.versions)}, with Kubernetes ${record.versions.kubernetes}`,
    })),
  )
  return [...Map.groupBy(runs, ({ versions }) => versions)].map(([versions, ran]) => ({
    versions,
    passed: ran.filter(({ record }) => record.stoppedAt === undefined).length,
    stopped: ran.filter(({ record }) => record.stoppedAt !== undefined).map(({ runbook }) => runbook.page),
    old: ran.filter(({ runbook, record }) => isOlderThanPage(record, runbook.proof)).length,
  }))
}
