import { PreconditionError } from '../../shared/precondition-error.ts'
import { count } from '../../shared/plural.ts'
import { isBuilt, type Artifact } from '../build/artifact.ts'
import { cachePaths } from '../cache/cache.ts'
import { CHART_INDEX } from './charts.ts'
import { openConnection } from './download/connection.ts'
import { sizeOf } from './download/http.ts'
import { withRetries } from './download/retry.ts'
import { pinnedSums } from './download/sums.ts'
import type { SuppliedTool } from './fetched-tools.ts'
import { onPath } from './path-tools.ts'

/** The tools that have to be downloaded and are not there yet. */
function missingTools(tools: readonly SuppliedTool[]): SuppliedTool[] {
  return tools.filter((tool) => 'artifact' in tool && !isBuilt(tool.artifact))
}

/** What a run takes from publishers. */
export interface PublishedParts {
  tools: readonly SuppliedTool[]
  /** Of Helm; undefined: none are needed. */
  charts: Artifact | undefined
  /** The node image, and where it and the images in it are pulled from; undefined: the cluster is there. */
  images: { artifact: Artifact; from: readonly string[] } | undefined
}

/** Refuses to download. @throws PreconditionError that lists all that would be downloaded, with where to get it */
export function refuseDownloads({ tools, charts, images }: PublishedParts): void {
  const lines = missingTools(tools).map((tool) => {
    const found = onPath(tool)
    const fault =
      found === undefined
        ? `${tool.name} ${tool.version} is not on PATH`
        : `${found.path} is ${tool.name} ${found.version || 'of unknown version'}, but version ${tool.version} is needed`
    return `  - ${fault}: ${tool.from}`
  })
  if (charts !== undefined && !isBuilt(charts))
    lines.push(`  - the ${charts.title} are not in the cache: ${CHART_INDEX}`)
  if (images !== undefined && !isBuilt(images.artifact))
    lines.push(...images.from.map((image) => `  - no node image has it yet: ${image}`))
  if (lines.length === 0) return
  throw new PreconditionError(
    `${images === undefined ? 'tools' : 'tools or images'} are missing, and --no-install is set:\n${lines.join('\n')}`,
  )
}

/**
 * Asks for the sizes of what will be downloaded.
 * @returns one line: what, how much, to where, and what it is verified against; undefined: nothing is downloaded or pulled
 * @throws DownloadError when a publisher cannot be reached or does not have the file
 */
export async function announcement(
  { tools, charts, images }: PublishedParts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const missing = missingTools(tools)
  const withCharts = charts !== undefined && !isBuilt(charts)
  const files = [
    ...missing.map(({ name, version, from }) => ({ name: `${name} ${version}`, from })),
    // The packages are small beside the list of all releases.
    ...(withCharts ? [{ name: `the ${charts.title}`, from: CHART_INDEX }] : []),
  ]
  const parts: string[] = []
  if (files.length > 0)
    parts.push(`downloading ${(await withSizes(files, signal)).join(', ')} to ${cachePaths.artifacts()}`)
  if (missing.length > 0) parts.push(verifiedAgainst(missing))
  if (withCharts) parts.push('charts verified against the SHA-256 in their index')
  // How large images are, only their registries know.
  if (images !== undefined && !isBuilt(images.artifact))
    parts.push(`Docker pulls ${count(images.from.length, 'image')} for the node image`)
  return parts.length === 0 ? undefined : parts.join('; ')
}

/** The names of files with their sizes, which their servers are asked for. */
async function withSizes(files: readonly { name: string; from: string }[], signal: AbortSignal): Promise<string[]> {
  const connection = openConnection()
  try {
    return await Promise.all(
      files.map(async ({ name, from }) => {
        const size = await withRetries(() => sizeOf(from, { connection, signal }), signal)
        return `${name} (${megabytes(size)})`
      }),
    )
  } finally {
    await connection.dispatcher.destroy()
  }
}

function verifiedAgainst(tools: readonly SuppliedTool[]): string {
  const pinned = pinnedSums()
  const without = tools.filter(({ from }) => pinned[from] === undefined).map(({ name }) => name)
  if (without.length === 0) return 'verified against toolchain.sums.yaml'
  const beside = 'verified against the SHA-256 that its publisher puts beside it'
  return without.length === tools.length
    ? `each ${beside}, as toolchain.sums.yaml pins none`
    : `verified against toolchain.sums.yaml, and of ${without.join(', ')} each ${beside}`
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? 'of unknown size' : `${Math.max(0.1, bytes / 1e6).toFixed(1)} MB`
}
