import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $ } from 'zx'
import { npmRun } from '../support/project.ts'

/** What a newcomer waits for. All in seconds. */
export interface SupplyFigures {
  /** `npm run cluster prepare` with a new home: nothing downloaded, nothing compiled. */
  cold: number
  /** Each part, as its own line of progress told. Parts overlap. */
  parts: Record<string, number>
  /** The same again: everything is there. */
  warm: number
}

/** Builds all that install-canary needs in an empty home. The engine and Debian's packages are as they are. */
export async function measureSupply(): Promise<SupplyFigures> {
  const home = await mkdtemp(join(tmpdir(), 'proving-ground-bench-'))
  // Go writes its modules read-only; and its caches must not be this user's.
  const environment = { HOME: home, XDG_CACHE_HOME: '', GOPATH: '', GOCACHE: '', GOMODCACHE: '' }
  try {
    const first = await timed(environment)
    const parts = [...first.text.matchAll(/^✔ (.+) \((\d+) s, \d+ of \d+\)$/gm)]
    const again = await timed(environment)
    return {
      cold: first.seconds,
      parts: Object.fromEntries(parts.map(([, name = '', seconds]) => [name, Number(seconds)])),
      warm: again.seconds,
    }
  } finally {
    await chmod(home, 0o700)
    await $({ quiet: true })`chmod -R u+w ${home}`
    await rm(home, { recursive: true })
  }
}

async function timed(environment: Record<string, string>): Promise<{ seconds: number; text: string }> {
  const began = performance.now()
  const { code, text } = await npmRun(['cluster', 'prepare'], environment)
  if (code !== 0) throw new Error(text)
  return { seconds: Math.round((performance.now() - began) / 100) / 10, text }
}
