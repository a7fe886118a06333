import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import type { Artifact, BuildContext } from '../build/artifact.ts'
import { openConnection } from './download/connection.ts'
import { download } from './download/download.ts'
import { DownloadError } from './download/download-error.ts'
import { textAt } from './download/http.ts'
import { withRetries } from './download/retry.ts'

/** Where Istio publishes its charts since 1.31: istio.io/latest/news/releases/1.31.x/announcing-1.31 */
const CHART_REPOSITORY = 'https://blob.istio.io/istio-release/charts'

/** Of `index.yaml`, which lists every release: https://helm.sh/docs/topics/chart_repository/#the-index-file */
export const CHART_INDEX = `${CHART_REPOSITORY}/index.yaml`

/** The charts of a release. */
const CHARTS = ['base', 'istiod', 'cni', 'ztunnel', 'gateway']

const INDEX = 'index.yaml'

const chart = z.looseObject({
  /** Of Istio; the chart's own version may have more in it. */
  appVersion: z.coerce.string().default(''),
  digest: z.string().default(''),
  urls: z.array(z.string()).default([]),
})
const index = z.looseObject({ entries: z.record(z.string(), z.array(chart)) })
type Index = z.infer<typeof index>

/**
 * The published charts of these versions of Istio as a Helm repository: packages and `index.yaml`, for any server of files.
 * Each package is verified by the SHA-256 in the publisher's index.
 */
export function publishedCharts(versions: readonly string[]): Artifact {
  return {
    name: 'published-charts',
    title: `Helm charts of Istio ${versions.join(' and ')}`,
    verb: 'downloading',
    inputs: [CHART_INDEX, CHARTS, versions],
    dependsOn: [],
    seconds: 10,
    cpuBound: false,
    build: (context) => fetchCharts(versions, context),
  }
}

/** One version of those, alone: a repository in which nothing newer is published yet. */
export function chartsOfVersion(all: Artifact, version: string): Artifact {
  return {
    name: 'published-charts',
    title: `Helm charts of Istio ${version} alone`,
    inputs: [version],
    dependsOn: [all],
    seconds: 0,
    cpuBound: false,
    build: async ({ outDir, pathOf }) => {
      const from = join(pathOf(all), INDEX)
      const one = select(parseIndex(await readFile(from, 'utf8'), from), [version], from)
      for (const file of one.files) await copyFile(join(pathOf(all), file.url), join(outDir, file.url))
      await writeFile(join(outDir, INDEX), one.index)
    },
  }
}

async function fetchCharts(versions: readonly string[], { outDir, signal, progress }: BuildContext): Promise<void> {
  const connection = openConnection()
  try {
    const text = await withRetries(() => textAt(CHART_INDEX, { connection, signal }), signal)
    const { files, index } = select(parseIndex(text, CHART_INDEX), versions, CHART_INDEX)
    let done = 0
    await Promise.all(
      files.map(async ({ url, sha256 }) => {
        const wanted = { url: new URL(url, CHART_INDEX).href, to: join(outDir, basename(url)), sha256 }
        await download({ ...wanted, sumFrom: CHART_INDEX, connection, signal })
        progress(++done / files.length)
      }),
    )
    await writeFile(join(outDir, INDEX), index)
  } finally {
    await connection.dispatcher.destroy()
  }
}

/** @throws DownloadError for a text that is no index */
function parseIndex(text: string, from: string): Index {
  try {
    return index.parse(parse(text))
  } catch {
    throw new DownloadError(`${from} is not the index of a Helm repository`, false)
  }
}

/**
 * What an index has of these versions: the packages, and an index of them alone in which they lie beside it.
 * @throws DownloadError for a chart that is not there, or without its sum
 */
function select(
  { entries, ...head }: Index,
  versions: readonly string[],
  from: string,
): { files: { url: string; sha256: string }[]; index: string } {
  const files: { url: string; sha256: string }[] = []
  const chosen = CHARTS.map((name) => {
    const charts = versions.map((version) => {
      const found = entries[name]?.find(({ appVersion }) => appVersion === version)
      const url = found?.urls[0]
      if (url === undefined) throw new DownloadError(`${from} has no chart ${name} of Istio ${version}`, false)
      const sha256 = found!.digest.replace(/^sha256:/, '').toLowerCase()
      if (!/^[0-9a-f]{64}$/.test(sha256))
        throw new DownloadError(`${from} has no SHA-256 of chart ${name} of Istio ${version}`, false)
      files.push({ url, sha256 })
      return { ...found, urls: [basename(url)] }
    })
    return [name, charts] as const
  })
  return { files, index: stringify({ ...head, entries: Object.fromEntries(chosen) }) }
}
