import { CannotRun } from '../cannot-run.ts'
import { sourceSupplier } from './source/supplier.ts'
import type { Supplier } from './supplier.ts'

/** The supplier that was asked for, or the one there is. @throws CannotRun for one that does not exist yet */
export function chooseSupplier(name: Supplier['name'] | undefined): Supplier {
  if (name === 'published') {
    throw new CannotRun(
      '--supplier published: published images and tools cannot be used yet; on Debian as root leave it out to build from source',
    )
  }
  return sourceSupplier
}
