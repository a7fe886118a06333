import { minorOf, type Toolchain } from '../../src/cluster/index.ts'

/** A place in a text that names a version of Istio or Kubernetes. */
export interface VersionMention {
  line: number
  /** As it stands there: "1.31", "1.31.0", "1-31-0". */
  version: string
}

/** Minor or patch version of a project at 1.x, also as revisions write it, with hyphens. */
const VERSION = /(?<![.\d]|\d-)(1[.-][2-9]\d(?:[.-]\d+)?(?:-dev\.[0-9a-f]+)?)(?![\w]|\.\d)/g

/** Says since when something is so, whatever is pinned. */
const HISTORY = /<Since [^>]*\/>/g

/** Each place of a text that names a version, but for those of history. */
export function versionMentions(text: string): VersionMention[] {
  return text
    .split('\n')
    .flatMap((line, i) =>
      [...line.replace(HISTORY, '').matchAll(VERSION)].map(([, version]) => ({ line: i + 1, version: version! })),
    )
}

/** Whether these pins are what a text means by a version. */
export function isPinned(version: string, { istio, otherIstio, kubernetes }: Toolchain): boolean {
  const dotted = version.replaceAll('-dev', '_dev').replaceAll('-', '.').replace('_dev', '-dev')
  const known = [istio.version, ...Object.values(otherIstio).map((other) => other.version), kubernetes]
  const minors = [...known.map(minorOf), ...Object.keys(otherIstio)]
  // A range of chart versions begins at the first one of its minor version: ~1.30.0.
  return [...known, ...minors, ...minors.map((minor) => `${minor}.0`)].includes(dotted)
}
