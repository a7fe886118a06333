import type { V1Pod } from '@kubernetes/client-node'
import type { Connection } from '../kubernetes-api/index.ts'
import { execute } from './exec.ts'
import { messageOf } from '../shared/thrown.ts'

/** The log levels of one process. */
export interface LogLevels {
  /** Whose they are, in words that a restart does not change: `shop/client istio-proxy`. */
  of: string
  /** What the process says of them; why it could not be asked, when it could not. */
  levels: string
}

/** How a container with an admin interface reports its log levels. */
const ASK: Record<string, readonly string[]> = {
  'istio-proxy': ['--request', 'POST', 'http://localhost:15000/logging'],
  // istiod's ControlZ.
  discovery: ['http://localhost:9876/scopej/'],
}

/** The log levels of every proxy and of istiod among these pods. They are in memory only: no object of the API shows them. */
export async function logLevels(connection: Connection, pods: readonly V1Pod[]): Promise<LogLevels[]> {
  const asked = pods.flatMap((pod) => containersOf(pod).map((container) => ({ pod, container })))
  return Promise.all(
    asked.map(async ({ pod, container }) => {
      const { namespace = '', name = '', labels = {} } = pod.metadata ?? {}
      const words = ['curl', '--silent', '--fail', '--max-time', '5', ...ASK[container]!]
      const levels = await output(connection, namespace, name, container, words).catch(
        (error: unknown) => `they could not be asked for: ${messageOf(error)}`,
      )
      return { of: `${namespace}/${labels['app'] ?? name} ${container}`, levels }
    }),
  )
}

function containersOf({ spec }: V1Pod): string[] {
  const names = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ name }) => name)
  return names.filter((name) => ASK[name] !== undefined)
}

/** What a command in a container prints. @throws Error when it fails */
async function output(...command: Parameters<typeof execute>): Promise<string> {
  const { status, text } = await execute(...command)
  if (status.status !== 'Success') throw new Error(status.message ?? 'curl failed')
  return text
}
