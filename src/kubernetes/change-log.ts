import { summarizeChanges, type Change, type Difference } from './changes.ts'
import type { AnyObject } from './object-matchers.ts'
import { nameOf, type Resource } from './resources.ts'

/** Records objects as lists and watch events show them, and reports what changed. */
export class ChangeLog {
  readonly #now = new Map<string, AnyObject>()
  /** Objects that changed since the last `take`, as they were then. */
  readonly #before = new Map<string, AnyObject | undefined>()
  readonly #byUid = new Map<string, { name: string; object: AnyObject }>()

  /** Notes that an object is there, as it is now. */
  see(resource: Pick<Resource, 'kind' | 'group'>, object: AnyObject): void {
    // A Pod of a rollout that is over may take half a minute to end: it goes with what began that.
    if (isOwned(object) && object.metadata.deletionTimestamp !== undefined) return this.seeGone(resource, object)
    this.#note(nameOf(resource, object), object, object)
  }

  /** Notes that an object is gone. @param object as it was last */
  seeGone(resource: Pick<Resource, 'kind' | 'group'>, object: AnyObject): void {
    this.#note(nameOf(resource, object), object, undefined)
  }

  /** What changed since the last call, summed up by owners. What changed and changed back meanwhile does not count. */
  take(): Change[] {
    const differences = [...this.#before].map(([name, before]): Difference => ({
      name,
      before,
      after: this.#now.get(name),
    }))
    this.#before.clear()
    return summarizeChanges(differences, this.#byUid)
  }

  #note(name: string, object: AnyObject, now: AnyObject | undefined): void {
    if (!this.#before.has(name)) this.#before.set(name, this.#now.get(name))
    if (now) this.#now.set(name, now)
    else this.#now.delete(name)
    this.#byUid.set(object.metadata.uid ?? '', { name, object })
  }
}

function isOwned({ metadata }: AnyObject): boolean {
  return metadata.ownerReferences?.some((owner) => owner.controller) ?? false
}
