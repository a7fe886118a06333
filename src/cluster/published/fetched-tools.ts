import { chmod, link, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact, BuildContext } from '../build/artifact.ts'
import { tool as runTool } from '../build/tool.ts'
import { otherTools } from '../other-versions.ts'
import { openConnection, type Connection } from './download/connection.ts'
import { download } from './download/download.ts'
import { DownloadError } from './download/download-error.ts'
import { textAt } from './download/http.ts'
import { withRetries } from './download/retry.ts'
import { pinnedSums, sumFor, sumsFile } from './download/sums.ts'
import { fittingOnPath, versionOf } from './path-tools.ts'
import type { WantedTool } from './tools.ts'

/** A tool, and where a run takes it from: a program on PATH, or an artifact that has it in `bin/`. */
export type SuppliedTool = WantedTool & ({ path: string } | { artifact: Artifact })

/** Takes each tool from PATH that has its exact version there; the others are downloaded. */
export function supplyTools(tools: readonly WantedTool[]): SuppliedTool[] {
  return tools.map((tool) => {
    const path = fittingOnPath(tool)
    return path === undefined ? { ...tool, artifact: fetchedTool(tool) } : { ...tool, path }
  })
}

/** A tool from where its makers publish it, verified, in `bin/`. */
function fetchedTool(tool: WantedTool): Artifact {
  return {
    name: `tool-${tool.name}`,
    title: `${tool.name} ${tool.version}`,
    verb: 'downloading',
    inputs: [tool.from, tool.member, pinnedSums()[tool.from]],
    dependsOn: [],
    seconds: 30,
    cpuBound: false,
    build: async (context) => {
      const connection = openConnection()
      try {
        await fetchInto(tool, context, connection)
      } finally {
        await connection.dispatcher.destroy()
      }
    },
  }
}

async function fetchInto(tool: WantedTool, context: BuildContext, connection: Connection): Promise<void> {
  const { outDir, signal } = context
  const { sha256, sumFrom } = await sumOf(tool, connection, signal)
  const program = join(outDir, 'bin', tool.name)
  await mkdir(join(outDir, 'bin'))
  const to = tool.member === undefined ? program : join(outDir, 'archive.tar.gz')
  const progress = (done: number, total?: number) => total !== undefined && context.progress(done / total)
  await download({ url: tool.from, to, sha256, sumFrom, connection, signal, progress })
  if (tool.member !== undefined) {
    await runTool(['tar', '--extract', '--gzip', '--file', to, '--directory', outDir, tool.member], context)
    await rename(join(outDir, tool.member), program)
    await rm(to)
  }
  await chmod(program, 0o755)
  const found = versionOf(program, tool.ask)
  if (found !== tool.version)
    throw new DownloadError(`${tool.from} is ${tool.name} ${found || 'of unknown version'}, not ${tool.version}`, false)
}

/** The sum that is pinned; where none is, the one that the publisher puts beside the file. */
async function sumOf({ from, sumFrom }: WantedTool, connection: Connection, signal: AbortSignal) {
  const pinned = pinnedSums()[from]
  if (pinned !== undefined) return { sha256: pinned, sumFrom: sumsFile() }
  const text = await withRetries(() => textAt(sumFrom, { connection, signal }), signal)
  return { sha256: sumFor(from, text, sumFrom), sumFrom }
}

/**
 * A directory `bin` with exactly these tools.
 * @param minors versions of Istio whose `istioctl-1.30` is also `istioctl` in a directory of its own, see `otherTools`
 */
export function toolDirectory(tools: readonly SuppliedTool[], minors: readonly string[]): Artifact {
  return {
    name: 'published-tools',
    title: `tools (${tools.map(({ name }) => name).join(', ')})`,
    inputs: tools.map((tool) => [tool.name, tool.version, 'path' in tool ? tool.path : tool.artifact.inputs]),
    dependsOn: tools.flatMap((tool) => ('artifact' in tool ? [tool.artifact] : [])),
    seconds: 0,
    cpuBound: false,
    build: async ({ outDir, pathOf }) => {
      await mkdir(join(outDir, 'bin'))
      for (const tool of tools) await place(tool, join(outDir, 'bin', tool.name))
      for (const minor of minors) {
        await mkdir(otherTools(outDir, minor))
        const tool = tools.find(({ name }) => name === `istioctl-${minor}`)!
        await place(tool, join(otherTools(outDir, minor), 'istioctl'))
      }

      /** A second name for a downloaded program, so that a cluster keeps it when the download is pruned. */
      function place(tool: SuppliedTool, at: string): Promise<void> {
        if ('path' in tool) return symlink(tool.path, at)
        return link(join(pathOf(tool.artifact), 'bin', tool.name), at)
      }
    },
  }
}
