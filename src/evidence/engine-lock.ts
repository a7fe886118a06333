import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { PreconditionError } from '../shared/precondition-error.ts'
import { PROJECT } from '../shared/root.ts'
import { sha256 } from './sha256.ts'
import { messageOf } from '../shared/thrown.ts'

/** The file of the lock, in the project's directory. */
export const ENGINE_LOCK = 'engine.lock.json'

/** Directories of which every file belongs to the engine. */
const DIRECTORIES = ['src/istio', 'src/kubernetes', 'src/kubernetes-api', 'src/runbook']

/** Files of other parts that decide which values and tools a command gets, what a check sees, how often, or what it answers. */
const FILES = [
  'src/checks/assertion.ts',
  'src/checks/check-data.ts',
  'src/evidence/printable.ts',
  'src/page/variables.ts',
  'src/shared/path-env.ts',
  'src/shared/poll.ts',
]

const schema = z.strictObject({
  /** The number that counts in every proof hash in place of the engine's files. */
  contract: z.int().positive(),
  /** Each file of the engine, as a path from the project's directory, with its SHA-256 in hex. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hex')),
})

/** The engine that a contract number stands for. */
export type EngineLock = z.infer<typeof schema>

/** What the author of a change of the engine has to decide, for a message. */
export const DECIDE = [
  'Does a proof still mean what it meant before this change of the engine?',
  '  yes: npm run contract -- same     keeps the number; recorded evidence stays valid',
  '  no:  npm run contract -- raise    raises the number; all evidence has to be recorded anew',
].join('\n')

/** Whether a file, given as a path from the project's directory, belongs to the engine. */
export function isEngine(path: string): boolean {
  return FILES.includes(path) || DIRECTORIES.some((directory) => path.startsWith(`${directory}/`))
}

/**
 * The files of the engine as they are now, sorted, each with its SHA-256 in hex.
 * @throws PreconditionError when a file or directory that this module lists is not there
 */
export async function engineFiles(project = PROJECT): Promise<EngineLock['files']> {
  const missing = [...DIRECTORIES, ...FILES].find((path) => !existsSync(join(project, path)))
  if (missing !== undefined)
    throw new PreconditionError(
      `${missing} is not there; src/evidence/engine-lock.ts has to list where its code is now`,
    )
  const paths = [...FILES, ...(await Promise.all(DIRECTORIES.map((path) => filesBelow(project, path)))).flat()].sort()
  const digests = paths.map(async (path) => [path, sha256(await readFile(join(project, path)))] as const)
  return Object.fromEntries(await Promise.all(digests))
}

async function filesBelow(project: string, directory: string): Promise<string[]> {
  const entries = await readdir(join(project, directory), { recursive: true, withFileTypes: true })
  // A name that begins with a dot is an editor's or the system's.
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  return files.map(({ parentPath, name }) => relative(project, join(parentPath, name)))
}

/** Reads the lock. @throws PreconditionError when it is missing or no lock, with what to do */
export async function readEngineLock(project = PROJECT): Promise<EngineLock> {
  try {
    return schema.parse(JSON.parse(await readFile(join(project, ENGINE_LOCK), 'utf8')))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    const repair = 'Restore it. In a merge conflict keep the higher number and either side of the files.'
    throw new PreconditionError(`${ENGINE_LOCK}: ${reason}\n${repair} Then: npm run contract`)
  }
}

/** Writes the lock, one file a line, so that a diff shows which files a decision was about. */
export async function writeEngineLock(lock: EngineLock, project = PROJECT): Promise<void> {
  await writeFile(join(project, ENGINE_LOCK), `${JSON.stringify(lock, null, 2)}\n`)
}

/** How these files differ from those of the lock: `changed src/istio/crds.ts`, `new …`, `gone …`, sorted by path. */
export function engineChanges(lock: EngineLock, files: EngineLock['files']): string[] {
  const paths = [...new Set([...Object.keys(lock.files), ...Object.keys(files)])].sort()
  return paths
    .filter((path) => lock.files[path] !== files[path])
    .map((path) => {
      if (lock.files[path] === undefined) return `new ${path}`
      return files[path] === undefined ? `gone ${path}` : `changed ${path}`
    })
}

/** SHA-256, in hex, over the list of files of a lock: tells one engine from another. The order of the list does not count. */
export function engineDigest({ files }: EngineLock): string {
  return sha256(JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))))
}
