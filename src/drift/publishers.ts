import { z } from 'zod'
import { minorOf, type Toolchain } from '../cluster/index.ts'
import { PreconditionError } from '../shared/precondition-error.ts'
import { publisherAddress, request } from './http.ts'
import type { Newest } from './schema.ts'
import { isNewer, newestOf } from './versions.ts'

/** As many releases as one answer holds. Istio makes about fifty a year; a minor version is supported for eight months. */
const PAGE = 100

/** @see https://docs.github.com/en/rest/releases/releases#list-releases */
const releases = z.array(
  z.object({
    tag_name: z.string(),
    draft: z.boolean(),
    prerelease: z.boolean(),
    /** The release notes. */
    body: z.string().nullish(),
  }),
)

type Release = z.infer<typeof releases>[number] & { version: string }

/** What the publishers have, and the node image of the newest Kubernetes that has one. */
export interface Published {
  newest: Newest
  /** With its digest, as in `toolchain.yaml`. */
  nodeImage: string
}

/**
 * Asks the publishers' own lists for the newest releases of Istio, kind and Kubernetes.
 * @param token of GitHub, which else answers few questions an hour of one address; undefined: without one
 * @throws PreconditionError with the address, and what is wrong with its answer
 */
export async function askPublishers(pins: Toolchain, token: string | undefined): Promise<Published> {
  const [istio, kind] = [await releasesOf('istio/istio', token), await releasesOf('kubernetes-sigs/kind', token)]
  const versions = istio.map(({ version }) => version)
  const ofMinor = (minor: string) => newestOf(versions.filter((one) => minorOf(one) === minor))
  const missing = (what: string) => new PreconditionError(`${listAddress('istio/istio')}: names no release of ${what}`)
  const pinnedMinor = minorOf(pins.published.istio)
  const istioPatch = ofMinor(pinnedMinor)
  if (istioPatch === undefined) throw missing(`Istio ${pinnedMinor}`)
  const otherIstio = Object.keys(pins.published.otherIstio).map((minor) => {
    const found = ofMinor(minor)
    if (found === undefined) throw missing(`Istio ${minor}`)
    return [minor, found]
  })
  const image = newestImage(kind)
  return {
    newest: {
      istioPatch,
      istio: newestOf(versions)!,
      otherIstio: Object.fromEntries(otherIstio) as Record<string, string>,
      kind: kind[0]!.version,
      kubernetesPatch: await stable(`stable-${minorOf(pins.published.kubernetes)}.txt`),
      kubernetes: await stable('stable.txt'),
      kubernetesImage: image.kubernetes,
    },
    nodeImage: image.name,
  }
}

function listAddress(repository: string): string {
  return publisherAddress('api.github.com', `repos/${repository}/releases?per_page=${PAGE}`)
}

/** The releases of a repository, the highest version first. Tags of any other form, as of release candidates, are none. */
async function releasesOf(repository: string, token: string | undefined): Promise<Release[]> {
  const address = listAddress(repository)
  const response = await request(address, {
    headers: {
      Accept: 'application/vnd.github+json',
      'User-Agent': 'proving-ground',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
  })
  const parsed = releases.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success)
    throw new PreconditionError(`${address}: is no list of releases\n${z.prettifyError(parsed.error)}`)
  const found = parsed.data.flatMap((one): Release[] => {
    const version = /^v?(\d+\.\d+\.\d+)$/.exec(one.tag_name)?.[1]
    return version === undefined || one.draft || one.prerelease ? [] : [{ ...one, version }]
  })
  if (found.length === 0) throw new PreconditionError(`${address}: names no release`)
  return found.sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1))
}

/** The node image of the highest Kubernetes that the notes of the newest kind name: an image is for its kind alone. */
function newestImage([newest]: readonly Release[]): { kubernetes: string; name: string } {
  const named = (newest!.body ?? '').matchAll(/kindest\/node:v(\d+\.\d+\.\d+)@(sha256:[0-9a-f]{64})\b/g)
  const images = new Map([...named].map(([, version = '', digest = '']) => [version, digest]))
  const kubernetes = newestOf([...images.keys()])
  if (kubernetes === undefined)
    throw new PreconditionError(
      `${listAddress('kubernetes-sigs/kind')}: the notes of ${newest!.tag_name} name no node image by digest`,
    )
  return { kubernetes, name: `docker.io/kindest/node:v${kubernetes}@${images.get(kubernetes)!}` }
}

/** A file of one line that names a release of Kubernetes. */
async function stable(file: string): Promise<string> {
  const address = publisherAddress('dl.k8s.io', `release/${file}`)
  const text = (await (await request(address)).text()).trim()
  const version = /^v(\d+\.\d+\.\d+)$/.exec(text)?.[1]
  if (version === undefined)
    throw new PreconditionError(`${address}: is no version of Kubernetes: ${JSON.stringify(text.slice(0, 60))}`)
  return version
}
