import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { main } from '../src/command-line/main.ts'
import { PROJECT, ROOT } from '../src/shared/root.ts'
import type { BuiltPage } from '../src/site/post-build/analyze-page.ts'
import { address, checkSettings } from '../src/site/shared/site.ts'

await main(async () => {
  checkSettings()
  const astro = startAstro()
  const ended = once(astro, 'exit') as Promise<[number | null]>
  try {
    // Read while Astro builds: to load these modules takes a second.
    const { readContent } = await import('../src/site/post-build/content.ts')
    const reading = readContent(ROOT)
    reading.catch(() => astro.kill())
    const { postBuild } = await import('../src/site/post-build/post-build.ts')
    const { PageCache } = await import('../src/site/post-build/page-cache.ts')
    const cache = new PageCache(address())
    astro.on('message', (page: BuiltPage) => cache.warm(page))
    const content = await reading
    const [status] = await ended
    if (status === 0) await postBuild(process.env['SITE_OUT'] ?? join(PROJECT, 'dist'), content, cache)
    return status ?? 1
  } finally {
    // Where the content is wrong, Astro would only say the same, without the place.
    astro.kill()
    await ended
  }
})

/** Astro in a process of its own, so that the other core can work on the pages that are there. */
function startAstro() {
  return fork(join(PROJECT, 'node_modules/astro/bin/astro.mjs'), ['build'], {
    cwd: PROJECT,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  })
}
