import { publishedSupplier } from './published/supplier.ts'
import { registryAnswers } from './published/registry.ts'
import { canBuild } from './source/faults.ts'
import { sourceSupplier } from './source/supplier.ts'
import type { Supplier } from './supplier.ts'
import { loadToolchain } from './toolchain.ts'

/**
 * The supplier that was asked for; else the published one, unless no container registry answers and everything can be
 * built here.
 */
export async function chooseSupplier(name: Supplier['name'] | undefined): Promise<Supplier> {
  if (name !== undefined) return name === 'source' ? sourceSupplier : publishedSupplier
  const { nodeImage } = loadToolchain().published
  if (!canBuild() || (await registryAnswers(nodeImage))) return publishedSupplier
  console.log(
    'tools and images are built from source: no container registry answers (--toolchain published forces one)',
  )
  return sourceSupplier
}
