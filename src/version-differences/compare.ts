import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { chartFacts, type Chart } from './charts.ts'
import { commandFacts } from './commands.ts'
import { crdFacts } from './crds.ts'
import { differencesOf, withoutInner, type Facts } from './facts.ts'
import { manifestsOf } from './manifests.ts'
import { profileDifferences, profileFacts } from './profiles.ts'
import type { VersionDifferences } from './schema.ts'

/** A version of Istio that is there as programs and charts. */
export interface Build {
  /** Its `istioctl`. */
  istioctl: string
  /** A directory with the packages of its charts, perhaps beside those of other versions. */
  charts: string
  /** The version of its charts. */
  chart: string
  helm: string
  /** How its version stands in names, labels and defaults, the longest first: no difference worth telling. */
  spellings: readonly string[]
}

/** Charts whose values a person sets. */
const CHARTS = ['base', 'istiod', 'cni', 'gateway', 'ztunnel']

/** Compares two builds. @param work a directory for unpacked charts */
export async function compareBuilds(
  older: Build,
  newer: Build,
  work: string,
): Promise<Omit<VersionDifferences, 'older' | 'newer'>> {
  const [before, after] = [await factsOf(older, join(work, 'older')), await factsOf(newer, join(work, 'newer'))]
  return {
    commands: differencesOf(before.commands, after.commands),
    crds: withoutInner(differencesOf(before.crds, after.crds)),
    charts: differencesOf(before.charts, after.charts),
    profiles: profileDifferences(before.profiles, after.profiles),
    compared: {
      commands: after.commands.size,
      crds: after.crds.size,
      charts: after.charts.size,
      profiles: Object.values(after.profiles).reduce((sum, { size }) => sum + size, 0),
    },
  }
}

interface AllFacts {
  commands: Facts
  crds: Facts
  charts: Facts
  profiles: Record<string, Facts>
}

async function factsOf(build: Build, work: string): Promise<AllFacts> {
  // Neither a kubeconfig nor a setting of whoever calls it may show in a help or a manifest.
  const run = $({ quiet: true, env: { HOME: work, PATH: process.env['PATH'] } })
  const hide = (text: string) =>
    build.spellings.reduce((hidden, spelling) => hidden.replaceAll(spelling, '<version>'), text)
  await run`mkdir -p ${work}`
  const charts: Chart[] = []
  for (const name of CHARTS) {
    await run`tar -xzf ${join(build.charts, `${name}-${build.chart}.tgz`)} -C ${work}`
    charts.push(await readChart(join(work, name), name))
  }
  const rendered = await run`${build.helm} template istio-base ${join(work, 'base')}`
  const profiles: Record<string, Facts> = {}
  for (const profile of profilesOf(charts)) {
    const { stdout } = await run`${build.istioctl} manifest generate --set profile=${profile}`
    profiles[profile] = profileFacts(manifestsOf(stdout), hide)
  }
  return {
    commands: await commandFacts(async (words) => hide((await run`${build.istioctl} ${words} --help`).stdout)),
    crds: crdFacts(manifestsOf(rendered.stdout)),
    charts: chartFacts(charts, hide),
    profiles,
  }
}

async function readChart(directory: string, name: string): Promise<Chart> {
  const values = await readFile(join(directory, 'values.yaml'), 'utf8')
  // Every chart has the same profiles.
  if (name !== 'istiod') return { name, values, profiles: {} }
  const files = await readdir(join(directory, 'files'))
  const profiles: Record<string, string> = {}
  for (const file of files.filter((one) => /^profile-.*\.yaml$/.test(one)).sort())
    profiles[file] = await readFile(join(directory, 'files', file), 'utf8')
  return { name, values, profiles }
}

/** The names that `--set profile` takes: `default` and `minimal`, which are no file, and those of istiod's chart. */
function profilesOf(charts: readonly Chart[]): string[] {
  const { profiles } = charts.find(({ name }) => name === 'istiod')!
  const files = Object.keys(profiles).map((file) => file.replace(/^profile-|\.yaml$/g, ''))
  return ['default', 'minimal', ...files.filter((name) => !/^(platform|compatibility-version)-/.test(name))]
}
