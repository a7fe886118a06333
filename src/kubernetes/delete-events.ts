import { client, type Connection } from '../kubernetes-api/index.ts'

/** Deletes the Events of all namespaces. @returns how many there were */
export async function deleteEvents(connection: Connection): Promise<number> {
  const api = connection.config.makeApiClient(client().CoreV1Api)
  const { items } = await api.listEventForAllNamespaces()
  const namespaces = new Set(items.map(({ metadata }) => metadata.namespace ?? ''))
  await Promise.all([...namespaces].map((namespace) => api.deleteCollectionNamespacedEvent({ namespace })))
  return items.length
}
