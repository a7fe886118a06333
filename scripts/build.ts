import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { CannotRun } from '../src/cannot-run.ts'
import { main } from '../src/cli.ts'
import { PROJECT } from '../src/root.ts'
import { writeArchive } from '../src/site/lib/archive.ts'
import { builtPages } from '../src/site/lib/built-pages.ts'
import { claimsOf, claimsText } from '../src/site/lib/claims.ts'
import { coverageOf, coverageText, writeFigures, writeSize } from '../src/site/lib/coverage.ts'
import { writeTexts } from '../src/site/lib/machines.ts'
import { addPolicies } from '../src/site/lib/policy.ts'
import { address } from '../src/site/lib/site.ts'

await main(async () => {
  const out = process.env['SITE_OUT'] ?? join(PROJECT, 'dist')
  const astro = spawnSync(process.execPath, [join(PROJECT, 'node_modules/astro/bin/astro.mjs'), 'build'], {
    cwd: PROJECT,
    stdio: 'inherit',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  })
  if (astro.status !== 0) return astro.status ?? 1
  const pages = await addPolicies(out)
  console.log(`Content-Security-Policy written into ${pages} pages`)
  const coverage = await coverageOf(out)
  if (coverage.unproven.length > 0)
    throw new CannotRun(`commands that nothing proves:\n  ${coverage.unproven.join('\n  ')}`)
  const claims = claimsOf(await builtPages(out))
  if (claims.bare.length > 0) throw new CannotRun(`statements that rest on nothing:\n  ${claims.bare.join('\n  ')}`)
  await writeFigures(out, { coverage: coverageText(coverage), claims: claimsText(claims) })
  const texts = await writeTexts(out, address())
  const size = await writeArchive(out, address())
  await writeSize(out, size)
  console.log(`${texts} pages as Markdown; all of it in one file of ${size} bytes`)
  console.log(claimsText(claims))
  console.log(coverageText(coverage))
  return 0
})
