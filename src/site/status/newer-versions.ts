import { minorOf } from '../../cluster/index.ts'
import { failuresOf, resultWords, versionWords, type Drift, type DriftFailure, type Failed } from '../../drift/index.ts'

/** A part that is pinned, with what its publisher has. */
interface Row {
  part: string
  pinned: string
  /** The newest release of the pinned minor version. */
  patch: string
  newest: string
}

/** What is pinned and what the publishers have, part by part. */
export function newerVersions({ pinned, newest }: Drift): Row[] {
  const others = Object.entries(pinned.otherIstio).map(([minor, version]) => {
    const patch = newest.otherIstio[minor] ?? version
    return { part: `Istio ${minor}, for upgrades`, pinned: version, patch, newest: newest.istio }
  })
  return [
    { part: 'Istio', pinned: pinned.istio, patch: newest.istioPatch, newest: newest.istio },
    ...others,
    {
      part: 'Kubernetes',
      pinned: pinned.kubernetes,
      patch: newest.kubernetesPatch,
      newest:
        newest.kubernetes === newest.kubernetesImage
          ? newest.kubernetes
          : `${newest.kubernetes}; ${newest.kubernetesImage} is the newest with an image of kind`,
    },
    {
      part: 'kind',
      pinned: pinned.kind,
      patch: minorOf(newest.kind) === minorOf(pinned.kind) ? newest.kind : 'not looked up',
      newest: newest.kind,
    },
  ]
}

/** What came of the runs on newer versions, each as a sentence with its failures. */
export function newerRuns(drift: Drift): { sentence: string; failures: Failed[] }[] {
  return drift.runs.map((run) => {
    const { results } = run
    const failures = failuresOf({ ...drift, runs: [run] })
    const result =
      results.length === 0
        ? 'nothing is known of what came of it'
        : failures.length === 0
          ? `all ${results.length} runbooks passed`
          : resultWords(run)
    return { sentence: `On ${versionWords(run)}, ${result}.`, failures }
  })
}

/** A failure as one block: the command, what was expected, and what was seen. */
export function failureText({ command, expected, seen }: DriftFailure): string {
  return [`$ ${command}`, ...expected.map((sentence) => `expected: ${sentence}`), `seen: ${seen}`].join('\n')
}
