import { loadToolchain, type Toolchain } from '../../cluster/toolchain.ts'
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
  const pins = loadToolchain()
  const { istio, otherIstio } = pins
  const pinned = (minor: string) => {
    const found = otherIstio[minor]
    if (!found) throw new Error(`toolchain.yaml has no Istio ${minor}`)
    return pinnedIstio(found.version, pins)
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

/** A pinned version in words for people, with what it is where it is no release. */
export function pinnedIstio(version: string, { versionNotes }: Pick<Toolchain, 'versionNotes'>): string {
  const note = versionNotes[version]
  return said(version) + (note === undefined ? '' : ` (${note})`)
}

function said(istio: string): string {
  return istioVersion({ istio, toolchain: 'source' })
}
