import { PreconditionError } from '../../shared/precondition-error.ts'
import { isBuilt } from '../build/artifact.ts'
import { cachePaths } from '../cache/cache.ts'
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

/** Refuses to download. @throws PreconditionError that lists each tool that would be downloaded, with where to get it */
export function refuseDownloads(tools: readonly SuppliedTool[]): void {
  const missing = missingTools(tools)
  if (missing.length === 0) return
  const lines = missing.map((tool) => {
    const found = onPath(tool)
    const fault =
      found === undefined
        ? `${tool.name} ${tool.version} is not on PATH`
        : `${found.path} is ${tool.name} ${found.version || 'of unknown version'}, but version ${tool.version} is needed`
    return `  - ${fault}: ${tool.from}`
  })
  throw new PreconditionError(`tools are missing, and --no-install is set:\n${lines.join('\n')}`)
}

/**
 * Asks for the sizes of what will be downloaded.
 * @returns one line: what, how much, to where, and what it is verified against; undefined: nothing is downloaded
 * @throws DownloadError when a publisher cannot be reached or does not have the file
 */
export async function announcement(tools: readonly SuppliedTool[], signal: AbortSignal): Promise<string | undefined> {
  const missing = missingTools(tools)
  if (missing.length === 0) return undefined
  const connection = openConnection()
  try {
    const sizes = await Promise.all(
      missing.map(({ from }) => withRetries(() => sizeOf(from, { connection, signal }), signal)),
    )
    const names = missing.map(({ name, version }, i) => `${name} ${version} (${megabytes(sizes[i])})`)
    return `downloading ${names.join(', ')} to ${cachePaths.artifacts()}; ${verifiedAgainst(missing)}`
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
