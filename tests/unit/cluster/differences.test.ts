import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parseAllDocuments } from 'yaml'
import { $ } from 'zx'
import { loadDifferences } from '../../../src/cluster/source/differences.ts'
import type { Artifact } from '../../../src/cluster/build/artifact.ts'
import { PATCHES } from '../../../src/cluster/source/istio-source.ts'
import { BUILDS, CNI_BUILDS } from '../../../src/cluster/source/programs.ts'
import { imageRecipes, type ImageArtifacts } from '../../../src/cluster/source/recipes.ts'
import { HUB, linkVariables } from '../../../src/cluster/source/release.ts'
import { loadToolchain } from '../../../src/cluster/toolchain.ts'
import { PROJECT } from '../../../src/shared/root.ts'

const pins = loadToolchain()

test('supply/differences.yaml lists all that the build changes, and nothing else', () => {
  const listed = loadDifferences().flatMap(({ changes }) => changes)
  expect(listed.toSorted()).toEqual(applied().toSorted())
})

test('supply/differences.yaml names files that exist', () => {
  for (const { id, where } of loadDifferences())
    for (const file of where) expect(existsSync(join(PROJECT, file)), `${id}: ${file}`).toBe(true)
})

test('supply/differences.yaml lists each library that has another version than in the release', async () => {
  const { exitCode } = await $({ quiet: true, nothrow: true })`go version`
  test.skip(exitCode !== 0, 'without Go there is no module cache with what Istio asks for')
  const ours = versions('supply/go.mod')
  const module = `istio.io/istio@${pins.istio.module}`
  const { stdout } = await $({ quiet: true, cwd: join(PROJECT, 'supply') })`go mod download -json ${module}`
  const release = versions((JSON.parse(stdout) as { GoMod: string }).GoMod)
  const shared = [...release].filter(([name]) => ours.has(name))
  expect(shared.length).toBeGreaterThan(100)
  const differ = shared.filter(([name, version]) => ours.get(name) !== version)
  const { libraries } = loadDifferences().find(({ id }) => id === 'libraries')!
  expect(libraries).toEqual({
    shared: shared.length,
    other: differ.map(([name, version]) => `${name} ${version} -> ${ours.get(name)}`),
  })
})

/** Everything that the build does otherwise than a release, each as a line. */
function applied(): string[] {
  return [
    ...PATCHES.map(({ file, to }) => `patch ${file}: ${to.replace(/\s+/g, ' ').trim()}`),
    ...images(),
    ...[...BUILDS, ...CNI_BUILDS].flatMap(({ tags, packages }) => packages.flatMap((path) => leftOut(path, tags))),
    ...links(),
    ...otherIstio(),
    ...kind(),
    ...nodePatches(),
    ...readdirSync(join(PROJECT, 'supply'), { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && !/differences\.yaml$|kind.*\.yaml$|\+strategic\.yaml$|\.sum$/.test(entry.name),
      )
      .map((entry) => `file ${join(entry.parentPath, entry.name).slice(PROJECT.length + 1)}`),
  ]
}

/** What is other in the Istio versions beside the default. */
function otherIstio(): string[] {
  return Object.entries(pins.otherIstio).flatMap(([minor, { version, chart, replacements }]) => [
    `Istio ${minor} is ${version}, with charts ${chart}`,
    ...Object.entries(replacements).map(([module, served]) => `Istio ${minor} with ${module} at ${served}`),
  ])
}

/** What Istio's images have that their Dockerfiles do not say, and those of a release that are missing. */
function images(): string[] {
  const part = (name: string) => ({ name }) as Artifact
  const parts: ImageArtifacts = {
    programs: part('programs'),
    kubernetes: part('programs'),
    istioSource: part('istio-source'),
    envoy: part('envoy'),
    cni: part('istio-cni'),
    others: [],
  }
  const recipes = imageRecipes(pins, parts, ({ name }) => name).map((recipe) => ({
    ...recipe,
    image: recipe.names[0]!.replace(/:[^:]*$/, ''),
  }))
  return [
    ...recipes.map(({ image, base }) => `image ${image} on ${base}`),
    ...recipes.flatMap(({ image, files }) =>
      files.filter(({ from }) => from.startsWith('envoy/')).map(({ to }) => `image ${image} with stock ${to}`),
    ),
    ...recipes
      .filter(({ image }) => image.startsWith(HUB))
      .flatMap(({ image, config }) =>
        (config['Env'] as string[])
          .filter((one) => !one.startsWith('PATH='))
          .map((one) => `image ${image} with ${one}`),
      ),
    ...recipes
      .filter(({ image }) => image === `${HUB}/proxyv2`)
      .flatMap(({ image, config }) =>
        PROXY_ENV.filter((name) => !(config['Env'] as string[]).some((one) => one.startsWith(`${name}=`))).map(
          (name) => `image ${image} without ${name}`,
        ),
      ),
    ...RELEASED.map((name) => `${HUB}/${name}`)
      .filter((name) => !recipes.some(({ image }) => image === name))
      .map((name) => `no image ${name}`),
  ]
}

/** What pilot/docker/Dockerfile.proxyv2 sets. */
const PROXY_ENV = ['ISTIO_META_ISTIO_PROXY_SHA']

/** The images of a release: TestDocker in release-builder's pkg/validate/validate.go. */
const RELEASED = ['pilot', 'proxyv2', 'install-cni', 'ztunnel']

/** Build tags of Istio's Makefile.core.mk, STANDARD_TAGS and AGENT_TAGS, that a program of Istio is built without. */
function leftOut(path: string, tags = ''): string[] {
  if (!path.startsWith('istio.io/')) return []
  const release = /istioctl|discovery/.test(path)
    ? ['vtprotobuf', 'disable_pgv']
    : ['agent', 'disable_pgv', 'grpcnotrace', 'retrynotrace']
  const name = path.split('/').at(-1)!
  const ours = tags.split(',')
  return [
    ...release.filter((tag) => !ours.includes(tag)).map((tag) => `program ${name} without tag ${tag}`),
    ...ours.filter((tag) => !release.includes(tag)).map((tag) => `program ${name} with tag ${tag}`),
  ]
}

/** Link variables that do not have the value of the release. */
function links(): string[] {
  const { version } = pins.istio
  const release = { buildVersion: version, buildTag: version, buildHub: 'docker.io/istio', buildStatus: 'Clean' }
  return Object.entries(linkVariables(pins.istio))
    .map(([name, value]) => [name.split('.').at(-1)!, value] as const)
    .filter(([name, value]) => (release as Record<string, string>)[name] !== value)
    .map(([name, value]) => `link ${name}=${value}`)
}

/** Each setting of kind's configuration but for image and mounts of the node, which every cluster has. */
function kind(): string[] {
  const config = read('supply/node/kind.yaml')[0] as { nodes: Record<string, unknown>[] } & Record<string, unknown>
  const { nodes, kind: _kind, apiVersion: _version, ...rest } = config
  return [
    ...leaves(rest).map((line) => `kind ${line}`),
    ...nodes.flatMap(({ role, image: _image, extraMounts: _mounts, kubeadmConfigPatches, ...more }) => [
      ...leaves(more).map((line) => `kind ${String(role)} ${line}`),
      // The same settings stand there once for each version of kubeadm's configuration.
      ...new Set(
        (kubeadmConfigPatches as string[])
          .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Record<string, unknown>))
          .flatMap(({ kind, apiVersion: _of, ...settings }) =>
            leaves(settings).map((line) => `${String(kind)} ${line}`),
          ),
      ),
    ]),
  ]
}

test('both versions of kubeadm’s configuration set the same', () => {
  const [{ nodes }] = read('supply/node/kind.yaml') as [{ nodes: { kubeadmConfigPatches: string[] }[] }]
  const patches = nodes[0]!.kubeadmConfigPatches.flatMap((text) => parseAllDocuments(text))
  const settings = patches.map((document) => document.toJS() as Record<string, unknown>)
  const of = (version: string) => {
    const { apiVersion: _of, ...rest } = settings.find(({ apiVersion }) => apiVersion === `kubeadm.k8s.io/${version}`)!
    return leaves(rest)
  }
  expect(of('v1beta3')).toEqual(of('v1beta4'))
})

function nodePatches(): string[] {
  const directory = 'supply/node/files/proving-ground/patches'
  return readdirSync(join(PROJECT, directory)).flatMap((name) =>
    read(join(directory, name)).flatMap((patch) =>
      leaves(patch)
        .filter((line) => !/\.name=/.test(line))
        .map((line) => `pod ${name.split('+')[0]} ${line}`),
    ),
  )
}

function read(file: string): unknown[] {
  return parseAllDocuments(readFileSync(join(PROJECT, file), 'utf8')).map((document) => document.toJS() as unknown)
}

/** `a.b=c` for each value; an item of a list by its name where it has one. */
function leaves(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: { name?: string; value?: string | number | boolean }, i) =>
      item.name !== undefined && item.value !== undefined
        ? [`${path}.${item.name}=${String(item.value)}`]
        : leaves(item, `${path}.${item.name ?? i}`),
    )
  }
  if (typeof value !== 'object' || value === null) return [`${path}=${String(value)}`]
  return Object.entries(value).flatMap(([key, one]) => leaves(one, path === '' ? key : `${path}.${key}`))
}

/** The versions that a go.mod gets: those it asks for, less where it replaces them. */
function versions(file: string): Map<string, string> {
  const text = readFileSync(file.startsWith('/') ? file : join(PROJECT, file), 'utf8')
  const required = text.matchAll(/^(?:require |\t)(\S+) (v\S+)(?: \/\/ indirect)?$/gm)
  const replaced = text.matchAll(/^(?:replace |\t)(\S+) => \S+ (v\S+)$/gm)
  return new Map([...required, ...replaced].map(([, name = '', version = '']) => [name, version]))
}
