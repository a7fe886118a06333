import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's own directory, with its tools and pins. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/**
 * The directory that holds `content/`, `runbooks/` and `evidence/`: the project, unless `PROVING_GROUND_ROOT` names
 * another tree of the same shape, as the tests of the verifier do.
 */
export const ROOT = process.env['PROVING_GROUND_ROOT'] ? resolve(process.env['PROVING_GROUND_ROOT']) : PROJECT
