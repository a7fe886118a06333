import { PassThrough } from 'node:stream'
import type { V1Status } from '@kubernetes/client-node'
import { client, type Connection } from '../kubernetes-api/index.ts'

/** How a command in a container ended, as the API server reports it, and its standard output. */
export interface Executed {
  status: V1Status
  text: string
}

/** Runs a command in a container of a pod. @throws Error when the connection closes before it has ended */
export async function execute(
  { config }: Connection,
  namespace: string,
  pod: string,
  container: string,
  words: string[],
): Promise<Executed> {
  const output = new PassThrough()
  const status = await new Promise<V1Status>((resolve, reject) => {
    new (client().Exec)(config)
      .exec(namespace, pod, container, words, output, null, null, false, resolve)
      // Without effect when the status came first, as it does when all is well.
      .then((socket) => (socket.onclose = () => reject(new Error(`the connection to ${namespace}/${pod} closed`))))
      .catch(reject)
  })
  output.end()
  return { status, text: (await output.toArray()).join('') }
}
