import { PreconditionError } from '../shared/precondition-error.ts'
import { closestMatches } from '../shared/closest-matches.ts'
import type { NamedEntry, UserKubeconfig } from './kubeconfig.ts'

/** One context with the cluster and the user that it names. */
export interface KubeContext {
  name: string
  cluster: NamedEntry
  user: NamedEntry
  /** The address of the API server. */
  server: string
  /** Other contexts of the same API server: whoever knows the cluster by one of them should see it. */
  alsoKnownAs: string[]
}

/**
 * Finds a context by its name.
 * @param files that were looked for, for the message
 * @throws PreconditionError with the nearest names when there is none, or with what its entry lacks
 */
export function chooseContext(config: UserKubeconfig, name: string, files: readonly string[]): KubeContext {
  const context = config.contexts.find((one) => one.name === name)
  if (!context) throw new PreconditionError(unknownContext(config, name, files))
  const cluster = referred(context, 'cluster', config.clusters)
  const user = referred(context, 'user', config.users)
  const server = serverOf(cluster)
  if (server === undefined)
    throw new PreconditionError(`${cluster.file}: cluster ${JSON.stringify(cluster.name)} has no server`)
  if (!/^https?:\/\/[^\s/]+/.test(server))
    throw new PreconditionError(
      `${cluster.file}: the server of cluster ${JSON.stringify(cluster.name)} is no address: ${JSON.stringify(server)}`,
    )
  const same = config.contexts.filter((one) => {
    const other = config.clusters.find((entry) => entry.name === one.entry['cluster'])
    return one !== context && other !== undefined && comparable(serverOf(other)) === comparable(server)
  })
  return { name, cluster, user, server, alsoKnownAs: same.map((one) => one.name) }
}

function unknownContext(config: UserKubeconfig, name: string, files: readonly string[]): string {
  const names = config.contexts.map((one) => one.name)
  if (config.files.length === 0)
    return `there is no kubeconfig: ${files.join(', ')} does not exist; set KUBECONFIG to the file that has context ${JSON.stringify(name)}`
  if (names.length === 0) return `${config.files.join(', ')}: there is no context in it`
  return `there is no context ${JSON.stringify(name)} in ${config.files.join(', ')}; nearest: ${closestMatches(name, names).join(', ')}. kubectl config get-contexts lists all`
}

function referred(context: NamedEntry, key: 'cluster' | 'user', entries: readonly NamedEntry[]): NamedEntry {
  const name = context.entry[key]
  const where = `${context.file}: context ${JSON.stringify(context.name)}`
  if (typeof name !== 'string' || name === '') throw new PreconditionError(`${where} names no ${key}`)
  const found = entries.find((entry) => entry.name === name)
  if (!found) throw new PreconditionError(`${where} names the ${key} ${JSON.stringify(name)}, which is not there`)
  return found
}

function serverOf({ entry }: NamedEntry): string | undefined {
  return typeof entry['server'] === 'string' && entry['server'] !== '' ? entry['server'] : undefined
}

/** The same address may be written in two ways. */
function comparable(server: string | undefined): string | undefined {
  return server
    ?.toLowerCase()
    .replace(/\/+$/, '')
    .replace(/^(https:\/\/[^/]+):443(?=\/|$)/, '$1')
}
