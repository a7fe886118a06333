import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { PreconditionError } from '../shared/precondition-error.ts'
import { isSystemError, messageOf } from '../shared/thrown.ts'
import { readYaml } from '../shared/yaml.ts'

/** An entry of a kubeconfig as it was written, with fields that this project knows nothing of. */
export type Entry = Readonly<Record<string, unknown>>

/** An entry and the file it came from, against whose directory its relative paths count. */
export interface NamedEntry {
  name: string
  file: string
  entry: Entry
}

/** The kubeconfig of a user: all its files, merged as kubectl merges them. */
export interface UserKubeconfig {
  /** The files that were read, in order. */
  files: string[]
  contexts: NamedEntry[]
  clusters: NamedEntry[]
  users: NamedEntry[]
}

/** A list in which each element has a name and, under `key`, the entry itself. What is empty, kubectl writes as null. */
const named = (key: string) =>
  z
    .array(z.looseObject({ name: z.string(), [key]: z.looseObject({}).nullish() }))
    .nullish()
    .transform((list) => (list ?? []).map((one) => ({ name: one['name'] as string, entry: (one[key] ?? {}) as Entry })))

const schema = z
  .looseObject({ clusters: named('cluster'), users: named('user'), contexts: named('context') })
  .nullish()
  .transform((config) => config ?? { clusters: [], users: [], contexts: [] })

/**
 * The files of the user's kubeconfig: those that KUBECONFIG lists, else `~/.kube/config`.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export function kubeconfigFiles(environment: NodeJS.ProcessEnv = process.env): string[] {
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '')
  if (listed.length > 0) return [...new Set(listed.map((file) => resolve(file)))]
  return [join(environment['HOME'] || homedir(), '.kube/config')]
}

/**
 * Reads the files and merges them: of two entries of one name that of the first file counts. A file that does not exist is
 * empty, as it is for kubectl. Nothing is written.
 * @throws PreconditionError with file and reason: it cannot be read, is no kubeconfig, or names an entry twice
 */
export async function readKubeconfig(files: readonly string[]): Promise<UserKubeconfig> {
  const merged: UserKubeconfig = { files: [], contexts: [], clusters: [], users: [] }
  for (const file of files) {
    const text = await textOf(file)
    if (text === undefined) continue
    merged.files.push(file)
    const config = readYaml(file, text, schema)
    for (const kind of ['contexts', 'clusters', 'users'] as const) {
      const names = config[kind].map(({ name }) => name)
      const twice = names.find((name, i) => names.indexOf(name) !== i)
      // kubectl refuses the file, too: which of the two it would mean is not known.
      if (twice !== undefined) throw new PreconditionError(`${file}: ${kind} has ${JSON.stringify(twice)} twice`)
      const known = new Set(merged[kind].map(({ name }) => name))
      merged[kind].push(...config[kind].filter(({ name }) => !known.has(name)).map((one) => ({ ...one, file })))
    }
  }
  return merged
}

/** @returns undefined when there is no such file */
async function textOf(file: string): Promise<string | undefined> {
  try {
    // Some editors on Windows begin a file with a byte order mark.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw new PreconditionError(`the kubeconfig ${file} cannot be read: ${messageOf(error)}`)
  }
}

/** A path in an entry, made absolute as kubectl does it. */
export function pathIn({ file }: NamedEntry, path: string): string {
  return resolve(dirname(file), path)
}
