import { loadToolchain } from '../../cluster/toolchain.ts'
import { istioVersion } from '../../evidence/index.ts'
import type { Page } from '../../page/index.ts'
import { callsOf } from '../../page/program-calls.ts'

/** Which Istio runs what on a page, in words for people; as pinned, so it is known before any run. */
export interface IstioVersions {
  /** Of the `istioctl` that the commands of the page find. */
  istioctl: string
  /** Of what makes the start state; undefined: the same. */
  start?: string
  /** The programs of other versions that commands of the page call by their own names, each with its version. */
  others: [program: string, version: string][]
}

/** @throws an error when the page asks for a version that toolchain.yaml does not have */
export function istioVersions({ startIstio, steps }: Pick<Page, 'startIstio' | 'steps'>): IstioVersions {
  const { istio, otherIstio, versionNotes } = loadToolchain()
  const pinned = (minor: string) => {
    const found = otherIstio[minor]
    if (!found) throw new Error(`toolchain.yaml has no Istio ${minor}`)
    const note = versionNotes[found.version]
    return said(found.version) + (note === undefined ? '' : ` (${note})`)
  }
  const called = new Set(steps.flatMap(({ command }) => callsOf(command).map(([program]) => program)))
  return {
    istioctl: said(istio.version),
    ...(startIstio === undefined ? {} : { start: pinned(startIstio) }),
    others: Object.entries(otherIstio).flatMap(([minor, { version }]) =>
      called.has(`istioctl-${minor}`) ? [[`istioctl-${minor}`, said(version)]] : [],
    ),
  }
}

function said(istio: string): string {
  return istioVersion({ istio, toolchain: 'source' })
}
