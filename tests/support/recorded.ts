import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyObject } from '../../src/kubernetes/object-matchers.ts'
import { VOLATILE_KINDS } from '../../src/kubernetes/resources.ts'
import { PROJECT } from '../../src/shared/root.ts'

/** What an API server said of objects of one kind: its List, then its watch events. See `unit/fixtures/record-api.ts`. */
export interface RecordedKind {
  kind: string
  group: string
  list: { items: AnyObject[] }
  events: WatchEvent[]
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  object: AnyObject
}

/** Reads `unit/fixtures/api/<name>.json`, without the kinds that nobody watches. */
export function recorded(name: string): RecordedKind[] {
  const file = join(PROJECT, 'tests/unit/kubernetes/fixtures/api', `${name}.json`)
  return (JSON.parse(readFileSync(file, 'utf8')) as { kinds: RecordedKind[] }).kinds.filter(
    ({ kind }) => !VOLATILE_KINDS.has(kind),
  )
}

/** The events of all kinds in the order in which the API server wrote what they tell. */
export function inOrder(kinds: readonly RecordedKind[]): { resource: RecordedKind; event: WatchEvent }[] {
  const version = ({ event }: { event: WatchEvent }) => Number(event.object.metadata.resourceVersion)
  return kinds
    .flatMap((resource) => resource.events.map((event) => ({ resource, event })))
    .sort((a, b) => version(a) - version(b))
}
