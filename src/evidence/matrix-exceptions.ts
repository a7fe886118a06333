import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isSystemError } from '../shared/thrown.ts'
import { readYaml } from '../shared/yaml.ts'

/** Where what cannot pass on other versions is listed, from the project's root. */
export const MATRIX_EXCEPTIONS = 'runbooks/matrix-exceptions.yaml'

const schema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.strictObject({
      /** The step that cannot pass. */
      step: z.string(),
      /** Why, for readers of the page: a sentence. */
      reason: z.string().min(1),
    }),
  ),
)

/** By cell and runbook: the step that cannot pass there, and why. */
export type MatrixExceptions = z.infer<typeof schema>

/** None where there is no such file. @throws PreconditionError with file, line and what is wrong there */
export async function matrixExceptions(root: string): Promise<MatrixExceptions> {
  const text = await readFile(join(root, MATRIX_EXCEPTIONS), 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return '{}'
    throw error
  })
  return readYaml(MATRIX_EXCEPTIONS, text, schema)
}
