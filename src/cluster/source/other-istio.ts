import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import type { Artifact, BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import type { Toolchain } from '../toolchain.ts'
import { goArtifact, type GoBuild, type GoPlace } from './go.ts'
import { istioSource } from './istio-source.ts'
import { linkVariables } from './release.ts'

/** A version of Istio beside the default, as artifacts. */
export interface OtherIstio {
  /** `1.30`. */
  minor: string
  version: string
  source: Artifact
  /** `istioctl`, `pilot-discovery` and `pilot-agent` in `bin/`. */
  programs: Artifact
  /** `install-cni` and `istio-cni`; only when the CNI agent is needed. */
  cni: Artifact | undefined
}

type Pin = Toolchain['otherIstio'][string]

/**
 * The artifacts of a further version of Istio.
 * @param minor one of `otherIstio` in toolchain.yaml
 * @param withCni whether its CNI agent is needed
 */
export function otherIstio({ otherIstio: pins }: Toolchain, minor: string, withCni: boolean): OtherIstio {
  const pin = pins[minor]!
  const source = istioSource(pin, minor)
  return {
    minor,
    version: pin.version,
    source,
    programs: goPrograms(
      { name: `istio-${minor}`, title: `Istio ${pin.version}`, builds: BUILDS, seconds: 180 },
      minor,
      pin,
      source,
    ),
    cni: withCni
      ? goPrograms(
          { name: `istio-cni-${minor}`, title: `Istio CNI node agent ${pin.version}`, builds: CNI_BUILDS, seconds: 40 },
          minor,
          pin,
          source,
        )
      : undefined,
  }
}

const BUILDS: readonly GoBuild[] = [
  { tags: 'disable_pgv', packages: ['./istioctl/cmd/istioctl', './pilot/cmd/pilot-discovery'] },
  { tags: 'agent,disable_pgv', packages: ['./pilot/cmd/pilot-agent'] },
]

const CNI_BUILDS: readonly GoBuild[] = [
  { tags: 'agent,disable_pgv', packages: ['./cni/cmd/install-cni', './cni/cmd/istio-cni'] },
]

/** Its own Go module, as its go.mod and go.sum are: in that of the default it would get the default's libraries. */
function goPrograms(
  what: { name: string; title: string; builds: readonly GoBuild[]; seconds: number },
  minor: string,
  pin: Pin,
  source: Artifact,
): Artifact {
  return goArtifact({
    ...what,
    module: `supply/istio-${minor}`,
    files: ['go.sum'],
    inputs: pin.replacements,
    variables: linkVariables(pin),
    dependsOn: [source],
    place: (context) => placeInSource(minor, pin, source, context),
  })
}

/** In the copy of the source, with a go.mod that has the replacements and a go.sum that has their sums. */
async function placeInSource(minor: string, pin: Pin, source: Artifact, context: BuildContext): Promise<GoPlace> {
  const cwd = join(context.pathOf(source), 'istio')
  const directory = join(context.outDir, 'mod')
  const [mod, sum] = [join(directory, 'go.mod'), join(directory, 'go.sum')]
  await mkdir(directory)
  await copyFile(join(cwd, 'go.mod'), mod)
  const added = `supply/istio-${minor}/go.sum`
  const sums = (await readFile(join(cwd, 'go.sum'), 'utf8')) + (await readFile(join(PROJECT, added), 'utf8'))
  await writeFile(sum, sums)
  const edits = Object.entries(pin.replacements).map(([name, version]) => `-replace=${name}=${name}@${version}`)
  await tool(['go', 'mod', 'edit', ...edits, mod], context)
  return {
    cwd,
    // A replacement may ask for newer libraries than the go.mod that it is put into.
    flags: ['-mod=mod', `-modfile=${mod}`],
    check: async () => {
      const known = new Set(sums.split('\n'))
      const unknown = (await readFile(sum, 'utf8')).split('\n').filter((line) => !known.has(line))
      if (unknown.length > 0) throw new Error(`${added} lacks these lines, check and add them:\n${unknown.join('\n')}`)
    },
  }
}
