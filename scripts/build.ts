import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { CannotRun } from '../src/cannot-run.ts'
import { main } from '../src/cli.ts'
import { listPages, loadPage } from '../src/page/index.ts'
import { PROJECT, ROOT } from '../src/root.ts'
import { writeArchive } from '../src/site/lib/archive.ts'
import { rewritePages } from '../src/site/lib/built-pages.ts'
import { addClaims, claimsText, noClaims } from '../src/site/lib/claims.ts'
import { coverageText, writeFigures, writeSize } from '../src/site/lib/coverage.ts'
import { Gate } from '../src/site/lib/gate.ts'
import { writeTexts } from '../src/site/lib/machines.ts'
import { withPolicy } from '../src/site/lib/policy.ts'
import { writeSearchIndex } from '../src/site/lib/search-index.ts'
import { withScrollable } from '../src/site/lib/scrollable.ts'
import { address } from '../src/site/lib/site.ts'
import { trimStyles, withSheets } from '../src/site/lib/used-styles.ts'

await main(async () => {
  const out = process.env['SITE_OUT'] ?? join(PROJECT, 'dist')
  const ids = await listPages(ROOT)
  const [status, ...runbooks] = await Promise.all([astro(), ...ids.map((id) => loadPage(ROOT, id))])
  if (status !== 0) return status
  const gate = new Gate(runbooks)
  const claims = noClaims()
  const sheets = await trimStyles(out)
  const pages = await rewritePages(out, (html, path) => {
    // All three that look get the same text, which is parsed once.
    const page = withScrollable(withSheets(html, sheets))
    gate.look(path, page)
    addClaims(claims, path, page)
    return withPolicy(page)
  })
  console.log(`Content-Security-Policy written into ${pages} pages`)
  const coverage = gate.coverage()
  if (coverage.unproven.length > 0)
    throw new CannotRun(`commands that nothing proves:\n  ${coverage.unproven.join('\n  ')}`)
  if (claims.bare.length > 0) throw new CannotRun(`statements that rest on nothing:\n  ${claims.bare.join('\n  ')}`)
  await writeFigures(out, { coverage: coverageText(coverage), claims: claimsText(claims) })
  // Pagefind is a process of its own.
  const [texts] = await Promise.all([writeTexts(out, address()), writeSearchIndex(out)])
  const size = await writeArchive(out, address())
  await writeSize(out, size)
  console.log(`${texts} pages as Markdown; all of it in one file of ${size} bytes`)
  console.log(claimsText(claims))
  console.log(coverageText(coverage))
  return 0
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
