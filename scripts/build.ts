import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { main } from '../src/cli.ts'
import { PROJECT, ROOT } from '../src/root.ts'

await main(async () => {
  const astroEnds = astro()
  // Read while Astro builds: to load these modules takes a second.
  const { listPages, loadPage } = await import('../src/page/index.ts')
  const { finish } = await import('../src/site/lib/finish.ts')
  const ids = await listPages(ROOT)
  const [status, ...runbooks] = await Promise.all([astroEnds, ...ids.map((id) => loadPage(ROOT, id))])
  if (status === 0) await finish(process.env['SITE_OUT'] ?? join(PROJECT, 'dist'), runbooks)
  return status
})

/** Astro in a process of its own, so that the other core can read the runbooks meanwhile. @returns its exit code */
async function astro(): Promise<number> {
  const child = spawn(process.execPath, [join(PROJECT, 'node_modules/astro/bin/astro.mjs'), 'build'], {
    cwd: PROJECT,
    stdio: 'inherit',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}
