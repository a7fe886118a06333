import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setVariable } from './environment.ts'

/** Runs an action with a new, empty cache, in this process too, and removes that afterwards. */
export async function withCache<T>(action: (cache: string) => Promise<T>): Promise<T> {
  const cache = await mkdtemp(join(tmpdir(), 'proving-ground-test-cache-'))
  try {
    return await inCache(cache, () => action(cache))
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}

/** Runs an action with this cache in this process. */
export async function inCache<T>(cache: string, action: () => Promise<T>): Promise<T> {
  const restore = setVariable('XDG_CACHE_HOME', cache)
  try {
    return await action()
  } finally {
    restore()
  }
}
