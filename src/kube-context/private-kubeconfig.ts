import { access, constants, writeFile } from 'node:fs/promises'
import { PreconditionError } from '../shared/precondition-error.ts'
import { messageOf } from '../shared/thrown.ts'
import type { KubeContext } from './choose-context.ts'
import { refuseExpired } from './credentials.ts'
import { pathIn, type Entry, type NamedEntry } from './kubeconfig.ts'

/** Fields of a cluster and of a user that hold a path. */
const PATHS = { cluster: ['certificate-authority'], user: ['client-certificate', 'client-key', 'tokenFile'] }

/**
 * Variables that a program which fetches credentials needs of the user's environment, besides HOME and PATH. The commands
 * of a page do not see them.
 */
const CREDENTIAL_VARIABLES = /^(HOME|PATH|(AWS|GOOGLE|CLOUDSDK|AZURE|ARM|KUBELOGIN)_\w+)$/

/**
 * Writes a kubeconfig that holds one cluster, one user and one context, and that nobody else can read. What is in it is the
 * user's, so that it reaches the same cluster in the same way; its paths are absolute, since it lies elsewhere.
 * @param file the path of the new file, in a directory that only this user reads
 * @throws PreconditionError when what it refers to cannot be read, has expired, or is of a kind that kubectl no longer takes
 */
export async function writePrivateKubeconfig(
  chosen: KubeContext,
  file: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const { name, cluster, user } = chosen
  if (user.entry['auth-provider'])
    throw new PreconditionError(
      `${user.file}: user ${JSON.stringify(user.name)} has an auth-provider, which kubectl takes no longer: use the exec plugin of your provider instead`,
    )
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster.name, cluster: withoutTls(await withAbsolutePaths(cluster, PATHS.cluster)) }],
    users: [{ name: user.name, user: withExec(user, await withAbsolutePaths(user, PATHS.user), environment) }],
    // Without its namespace: the page's commands were recorded in `default`, and the plan names what they make there.
    contexts: [{ name, context: { cluster: cluster.name, user: user.name } }],
    'current-context': name,
  }
  await refuseExpired(user, config.users[0]!.user)
  await writeFile(file, JSON.stringify(config), { mode: 0o600, flag: 'wx' })
}

/** kubectl takes an address without TLS, such as that of `kubectl proxy`, as it is; the client of this project has to be told. */
function withoutTls(entry: Entry): Entry {
  const plain = typeof entry['server'] === 'string' && entry['server'].startsWith('http://')
  return plain ? { ...entry, 'insecure-skip-tls-verify': true } : entry
}

async function withAbsolutePaths(named: NamedEntry, keys: readonly string[]): Promise<Entry> {
  const entry = { ...named.entry }
  for (const key of keys) {
    const path = entry[key]
    if (typeof path !== 'string' || path === '') continue
    entry[key] = pathIn(named, path)
    await access(pathIn(named, path), constants.R_OK).catch((error: unknown) => {
      throw new PreconditionError(`${named.file}: ${key} of ${JSON.stringify(named.name)}: ${messageOf(error)}`)
    })
  }
  return entry
}

/** The program that fetches credentials, with the environment that it needs. What the user's own `env` says comes first. */
function withExec(user: NamedEntry, entry: Entry, environment: NodeJS.ProcessEnv): Entry {
  const exec = entry['exec'] as { command?: unknown; env?: unknown } | null | undefined
  if (!exec) return entry
  if (typeof exec.command !== 'string' || exec.command === '')
    throw new PreconditionError(`${user.file}: exec of user ${JSON.stringify(user.name)} has no command`)
  const own = (Array.isArray(exec.env) ? exec.env : []) as { name: string; value: string }[]
  const passed = Object.entries(environment)
    .filter(([name]) => CREDENTIAL_VARIABLES.test(name) && !own.some((one) => one.name === name))
    .map(([name, value]) => ({ name, value }))
  // As kubectl has it: a command with a slash counts from the file's directory, any other is looked for in PATH.
  const command = exec.command.includes('/') ? pathIn(user, exec.command) : exec.command
  return { ...entry, exec: { ...exec, command, env: [...own, ...passed] } }
}
