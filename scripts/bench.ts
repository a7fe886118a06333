import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { program } from 'commander'
import { main } from '../src/cli.ts'
import { PROJECT } from '../src/root.ts'
import { measureRunbook, type RunbookFigures } from '../tests/bench/runbook.ts'
import { measureSite, type SiteFigures } from '../tests/bench/site.ts'

interface Figures {
  at: string
  machine: { cores: number; memoryGiB: number }
  runbooks: RunbookFigures[]
  site: SiteFigures
}

program
  .name('npm run bench')
  .description('Measures runbooks against a bare script, and the weight of pages. Writes docs/bench.json.')
  .argument('[runbooks...]', 'the runbooks to measure', ['install-default', 'deploy-payments', 'install-canary'])
  .action((ids: string[]) =>
    main(async () => {
      const runbooks: RunbookFigures[] = []
      for (const id of ids) runbooks.push(await measureRunbook(id))
      const figures: Figures = {
        at: new Date().toISOString(),
        machine: { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
        runbooks,
        site: await measureSite(),
      }
      await mkdir(join(PROJECT, 'docs'), { recursive: true })
      await writeFile(join(PROJECT, 'docs/bench.json'), `${JSON.stringify(figures, null, 2)}\n`)
      console.log(JSON.stringify(figures, null, 2))
      return 0
    }),
  )

await program.parseAsync()
