import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PROJECT } from '../../shared/root.ts'
import { readYaml } from '../../shared/yaml.ts'

const text = z.string().min(1)

const difference = z.strictObject({
  /** The fragment of its address on the page about the proof. */
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'is lower case letters, digits and -'),
  /** What is different: Istio itself, or the cluster it was run on. */
  of: z.enum(['istio', 'cluster']),
  /** What is different, in a few words that begin a sentence; `backticks` mark code. */
  what: text,
  /** Why it is so. */
  why: text,
  /** What that means for what the course shows. */
  means: text,
  /** Files of this project that make it so. */
  where: z.array(text).min(1),
  /** What the build changes for it, a line each; `tests/unit/cluster/differences.test.ts` finds the same lines in the build. */
  changes: z.array(text),
  /** Libraries of Istio's go.mod that are compiled in here too, and those of them that have another version. */
  libraries: z
    .strictObject({
      /** How many both have. */
      shared: z.int(),
      /** `name version-of-the-release -> version-here`. */
      other: z.array(z.string().regex(/^\S+ v\S+ -> v\S+$/, 'is a module and its two versions')),
    })
    .optional(),
})

/** One way in which what `source` builds is not the published release of the same number. */
export type Difference = z.infer<typeof difference>

const FILE = 'supply/differences.yaml'

/**
 * Every way in which what `source` builds is not the published release, those of Istio first.
 * @throws PreconditionError with file, line and what is wrong there
 */
export function loadDifferences(): Difference[] {
  return readYaml(FILE, readFileSync(join(PROJECT, FILE), 'utf8'), z.array(difference))
}
