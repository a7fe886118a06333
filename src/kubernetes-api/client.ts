import { createRequire } from 'node:module'

type Client = typeof import('@kubernetes/client-node')

const require = createRequire(import.meta.url)

/**
 * Kubernetes' client library, loaded when it is first needed: its thousand modules take more than half a second, and most
 * of the commands of this project end without it.
 */
export function client(): Client {
  return require('@kubernetes/client-node') as Client
}
