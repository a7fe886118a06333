import { mkdtemp, readdir, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PreconditionError } from './precondition-error.ts'
import { messageOf } from './thrown.ts'

/**
 * Lists the directory for temporary files, and makes a directory in it for a moment: a run needs both.
 * @throws PreconditionError with the reason, and with what to set
 */
export async function checkTemporaryDirectory(): Promise<void> {
  const directory = tmpdir()
  try {
    await readdir(directory)
    await rmdir(await mkdtemp(join(directory, 'proving-ground-')))
  } catch (error) {
    const from = process.env['TMPDIR'] === undefined ? '' : ', which TMPDIR names,'
    throw new PreconditionError(
      `the directory for temporary files ${directory}${from} cannot be used (${messageOf(error)}): ` +
        'set TMPDIR to a directory that you can read and write',
    )
  }
}
