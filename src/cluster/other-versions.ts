import { join } from 'node:path'
import { PreconditionError } from '../shared/precondition-error.ts'
import type { Need } from './provider.ts'
import type { Toolchain } from './toolchain.ts'

/**
 * The minor versions of Istio that are needed beside the default.
 * @throws PreconditionError for one that toolchain.yaml does not have, with those that it has
 */
export function otherVersions(needs: readonly Need[], pins: Toolchain): string[] {
  const minors = needs.filter((need) => need.startsWith('istio-')).map((need) => need.slice('istio-'.length))
  for (const minor of minors) refuseUnknownIstio(minor, pins)
  return minors.toSorted()
}

/**
 * The pins with the Kubernetes that is needed, and what its kubeadm asks for, in place of the default.
 * @throws PreconditionError for one that toolchain.yaml does not have, with those that it has
 */
export function withKubernetes(needs: readonly Need[], pins: Toolchain): Toolchain {
  const minor = otherKubernetes(needs)
  if (minor === undefined) return pins
  const other = pins.otherKubernetes[minor]
  if (other !== undefined) return { ...pins, ...other }
  const known = [`${minorOf(pins.kubernetes)} (the default)`, ...Object.keys(pins.otherKubernetes)]
  throw new PreconditionError(`there is no Kubernetes ${minor} in toolchain.yaml; there are ${known.join(' and ')}`)
}

/** The minor version of Kubernetes that is needed in place of the default; undefined: none. */
export function otherKubernetes(needs: readonly Need[]): string | undefined {
  return needs.find((need) => need.startsWith('kubernetes-'))?.slice('kubernetes-'.length)
}

/** @throws PreconditionError for a minor version beside the default that toolchain.yaml does not have */
export function refuseUnknownIstio(minor: string, pins: Pick<Toolchain, 'istio' | 'otherIstio'>): void {
  if (Object.hasOwn(pins.otherIstio, minor)) return
  const known = [`${defaultMinor(pins)} (the default)`, ...Object.keys(pins.otherIstio)]
  throw new PreconditionError(`there is no Istio ${minor} in toolchain.yaml; there are ${known.join(' and ')}`)
}

/** The minor version of the default Istio: `1.31` of `1.31.0`. */
export function defaultMinor({ istio }: Pick<Toolchain, 'istio'>): string {
  return minorOf(istio.version)
}

/** `1.31` of `1.31.0`, `1.30` of `1.30-dev.9739e10eb9d7`. */
export function minorOf(version: string): string {
  return version.split(/[.-]/).slice(0, 2).join('.')
}

/** The directory below that of the tools which, put first in PATH, makes `istioctl` that of another version. */
export function otherTools(directory: string, minor: string): string {
  return join(directory, `istio-${minor}`)
}
