import { PreconditionError } from '../../shared/precondition-error.ts'
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

/**
 * Refuses to download.
 * @param charts of Helm; undefined: none are needed
 * @throws PreconditionError that lists all that would be downloaded, with where to get it
 */
export function refuseDownloads(tools: readonly SuppliedTool[], charts: Artifact | undefined): void {
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
  if (lines.length === 0) return
  throw new PreconditionError(`tools are missing, and --no-install is set:\n${lines.join('\n')}`)
}

/**
 * Asks for the sizes of what will be downloaded.
 * @param charts of Helm; undefined: none are needed
 * @returns one line: what, how much, to where, and what it is verified against; undefined: nothing is downloaded
 * @throws DownloadError when a publisher cannot be reached or does not have the file
 */
export async function announcement(
  tools: readonly SuppliedTool[],
  charts: Artifact | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const missing = missingTools(tools)
  const withCharts = charts !== undefined && !isBuilt(charts)
  if (missing.length === 0 && !withCharts) return undefined
  const connection = openConnection()
  try {
    const files = [
      ...missing.map(({ name, version, from }) => ({ name: `${name} ${version}`, from })),
      // The packages are small beside the list of all releases.
      ...(withCharts ? [{ name: `the ${charts.title}`, from: CHART_INDEX }] : []),
    ]
    const sizes = await Promise.all(
      files.map(({ from }) => withRetries(() => sizeOf(from, { connection, signal }), signal)),
    )
    const names = files.map(({ name }, i) => `${name} (${megabytes(sizes[i])})`)
    const verified = [
      ...(missing.length > 0 ? [verifiedAgainst(missing)] : []),
      ...(withCharts ? ['charts verified against the SHA-256 in their index'] : []),
    ]
    return `downloading ${names.join(', ')} to ${cachePaths.artifacts()}; ${verified.join('; ')}`
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
