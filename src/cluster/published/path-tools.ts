import { spawnSync } from 'node:child_process'
import { accessSync, constants, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { memoize } from '../../shared/memoize.ts'
import { pathDirectories } from '../../shared/path-env.ts'
import type { WantedTool } from './tools.ts'

/** What PATH has of a tool: the program, and the version that it prints; undefined: nothing of that name. */
export function onPath({ name, ask }: WantedTool): { path: string; version: string } | undefined {
  const found = pathDirectories()
    .map((directory) => join(directory, name))
    .find(isExecutable)
  if (found === undefined) return undefined
  const path = realpathSync(found)
  return { path, version: versionOnce(path, ...ask) }
}

/** The program of exactly the wanted version on PATH; undefined: none. */
export function fittingOnPath(tool: WantedTool): string | undefined {
  const found = onPath(tool)
  return found?.version === tool.version ? found.path : undefined
}

/** The version that a program prints; empty when it prints none within 20 s. */
export function versionOf(path: string, ask: readonly string[]): string {
  const { stdout, error } = spawnSync(path, ask, {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // Without a text where the program could not be started.
  if (error) return ''
  return /v?(\d+\.\d+[-.][\w.-]+)/.exec(stdout)?.[1] ?? ''
}

/** A plan is made several times in a run; each program is asked once. */
const versionOnce = memoize((path: string, ...ask: string[]) => versionOf(path, ask))

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
