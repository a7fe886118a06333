import { spawnSync } from 'node:child_process'
import type { Parsed } from './parse-only.ts'
import { cleanEnvironment, inProject } from './project.ts'

/** Name of the environment variable with the lines to parse: JSON, an array of words for each line. */
export const LINES = 'PARSE_ONLY_LINES'

/** The npm scripts that take options. */
export const SCRIPTS = [
  'bench',
  'cluster',
  'contract',
  'drift',
  'mutate',
  'published',
  'record',
  'runbook',
  'toolchain',
] as const

/**
 * Parses lines as a script of `scripts/` does, without carrying anything out.
 * @param lines the words of each line behind the name of the script: `['cluster-name', '--keep']`
 * @throws when the script cannot be loaded, with what it printed
 */
export function parseOnly(script: string, lines: readonly (readonly string[])[] = []): Parsed {
  const { stdout, stderr } = spawnSync(
    inProject('node_modules/.bin/node'),
    ['--import', inProject('tests/support/parse-only.ts'), inProject('scripts', `${script}.ts`)],
    { encoding: 'utf8', env: cleanEnvironment({ [LINES]: JSON.stringify(lines) }) },
  )
  try {
    return JSON.parse(stdout) as Parsed
  } catch {
    throw new Error(`scripts/${script}.ts: its options cannot be read:\n${stdout}${stderr}`)
  }
}
