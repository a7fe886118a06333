import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { Argument, program } from 'commander'
import { main } from '../src/command-line/main.ts'
import { PROJECT } from '../src/shared/root.ts'
import { measureEcho } from '../tests/bench/echo.ts'
import { measurePages } from '../tests/bench/pages.ts'
import { measureRunbook, type RunbookFigures } from '../tests/bench/runbook.ts'
import { measureSite } from '../tests/bench/site.ts'
import { measureSupply } from '../tests/bench/supply.ts'

/** Those whose every wait has a counterpart in kubectl; of the others a bare script would not be the same. */
const COMPARED = ['install-default', 'deploy-payments', 'install-canary']

/** What can be measured, and how. */
const subjects = {
  runbooks: async () => {
    const figures: RunbookFigures[] = []
    for (const id of COMPARED) figures.push(await measureRunbook(id))
    return figures
  },
  echo: measureEcho,
  site: measureSite,
  pages: measurePages,
  supply: measureSupply,
}
type Subject = keyof typeof subjects

const FILE = join(PROJECT, 'docs/bench.json')

program
  .name('npm run bench')
  .description('Measures, and writes the figures to docs/bench.json; docs/measurements.md says what they mean.')
  .addArgument(
    new Argument(
      '[subjects...]',
      'runbooks: against a bare script, medians of five; echo: fifty steps that do nothing; site: build, weight, Lighthouse; pages: the build as it grows; supply: a first build',
    )
      .choices(Object.keys(subjects))
      .default(Object.keys(subjects)),
  )
  .action((names: Subject[]) =>
    main(async () => {
      for (const name of names) {
        const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) }
        const section = { at: new Date().toISOString(), machine, figures: await subjects[name]() }
        const all = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}')) as Record<string, unknown>
        await writeFile(FILE, `${JSON.stringify({ ...all, [name]: section }, null, 2)}\n`)
        console.log(`${name}: ${JSON.stringify(section.figures, null, 2)}`)
      }
      return 0
    }),
  )

await program.parseAsync()
