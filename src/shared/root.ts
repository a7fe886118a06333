import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The project's own directory, with its tools and pins. */
export const PROJECT = findProject(import.meta.dirname)

/**
 * The directory that holds `content/`, `runbooks/` and `evidence/`: the project, unless `PROVING_GROUND_ROOT` names
 * another tree of the same shape, as the tests of the verifier do.
 */
export const ROOT = process.env['PROVING_GROUND_ROOT'] ? resolve(process.env['PROVING_GROUND_ROOT']) : PROJECT

/** The file of pinned versions; `PROVING_GROUND_TOOLCHAIN` names another, as for a registry of one's own. */
export function toolchainFile(): string {
  return process.env['PROVING_GROUND_TOOLCHAIN'] || join(PROJECT, 'toolchain.yaml')
}

/** Upwards from here: the site's build moves this file into a bundle of its own. */
function findProject(from: string): string {
  if (existsSync(join(from, 'toolchain.yaml'))) return from
  const parent = dirname(from)
  return parent === from ? process.cwd() : findProject(parent)
}
