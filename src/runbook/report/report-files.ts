import { randomBytes } from 'node:crypto'
import { access, chmod, constants, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { getSystemErrorMap } from 'node:util'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { isSystemError } from '../../shared/thrown.ts'

/**
 * Makes sure before a long run that files can be written, without changing existing ones.
 * @throws PreconditionError that names the file and why it cannot be written
 */
export async function checkWritable(files: readonly string[]): Promise<void> {
  const paths = await Promise.all(files.map(pathOf))
  const twice = files.find((_file, i) => paths.indexOf(paths[i]!) !== i)
  if (twice !== undefined) throw new PreconditionError(`two reports would go to ${twice}: give each a file of its own`)
  for (const [i, file] of files.entries()) await naming(file, () => tryToWrite(paths[i]!))
}

/**
 * Writes a file atomically: an existing one stays as it is until the new one is complete.
 * @throws PreconditionError that names the file and why it cannot be written
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  await naming(file, async () => {
    const path = await pathOf(file)
    const old = await existing(path)
    // A device or a pipe cannot be replaced by a rename.
    if (old && !old.isFile()) return writeFile(path, text)
    const fresh = besides(path)
    try {
      await writeFile(fresh, text, { flag: 'wx' })
      if (old) await chmod(fresh, old.mode & 0o7777)
      await rename(fresh, path)
    } catch (error) {
      await rm(fresh, { force: true })
      throw error
    }
  })
}

/** Follows a symbolic link: its target is written, and the link stays. */
async function pathOf(file: string): Promise<string> {
  return realpath(file).catch(() => resolve(file))
}

async function tryToWrite(path: string): Promise<void> {
  const old = await existing(path)
  if (old?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
  if (old) await access(path, constants.W_OK)
  if (old && !old.isFile()) return
  const fresh = besides(path)
  await (await open(fresh, 'wx')).close()
  await rm(fresh)
}

async function existing(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}

function besides(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.new`
}

/** Error codes in words, for files that are written. */
const MEANINGS: Record<string, string> = { ENOENT: 'no such directory', EISDIR: 'it is a directory' }

async function naming(file: string, action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const [, meaning = message] = [...getSystemErrorMap().values()].find(([name]) => name === code) ?? []
    throw new PreconditionError(`cannot write ${file}: ${MEANINGS[code] ?? meaning}`)
  }
}
