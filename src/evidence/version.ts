import type { Evidence } from './schema.ts'

type Versions = Pick<Evidence['versions'], 'istio' | 'toolchain'>

/** Where the site lists how what is built from source differs from the published release: a path below its base. */
const DIFFERENCES = '/about-the-proof/#differences-from-the-release'

/** How people are told which Istio ran: "1.31.0" of a published release, "1.31.0, built from source" of our own build of it. */
export function istioVersion({ istio, toolchain }: Versions): string {
  return toolchain === 'source' ? `${istio}, built from source` : istio
}

/**
 * What other Istio a run had, in words for people: what made its start state, and what the programs of other versions were.
 * @returns names and values, as `['start state made with', 'Istio 1.30.8']`; none when there was one version
 */
export function otherIstioVersions({
  startIstio,
  otherIstio = {},
  toolchain,
}: Pick<Evidence['versions'], 'startIstio' | 'otherIstio' | 'toolchain'>): [name: string, value: string][] {
  const said = (istio: string) => istioVersion({ istio, toolchain })
  return [
    ...(startIstio === undefined ? [] : [['start state made with', `Istio ${said(startIstio)}`] as [string, string]]),
    ...Object.entries(otherIstio).map(([minor, istio]): [string, string] => [`istioctl-${minor}`, said(istio)]),
  ]
}

/** Every Istio of a run on one line: that of its `istioctl`, then the others, if there were any. */
export function allIstioVersions(versions: Evidence['versions']): string {
  return [istioVersion(versions), ...otherIstioVersions(versions).map((named) => named.join(' '))].join(', ')
}

/** The path of the list of differences, where that Istio has any: see `istioVersion`. */
export function differencesPath({ toolchain }: Pick<Versions, 'toolchain'>): string | undefined {
  return toolchain === 'source' ? DIFFERENCES : undefined
}

/** The same for plain text that does not know where the site is: the names of the page and of its section. */
export function differencesPlace({ toolchain }: Pick<Versions, 'toolchain'>): string | undefined {
  return toolchain === 'source' ? 'page “About the proof”, section “Differences from the release”' : undefined
}
