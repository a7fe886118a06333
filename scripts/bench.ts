import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { Argument, Option, program } from 'commander'
import { main } from '../src/command-line/main.ts'
import { PROJECT } from '../src/shared/root.ts'
import { measureEcho } from '../tests/bench/echo.ts'
import { measurePages } from '../tests/bench/pages.ts'
import { measureRunbook, type RunbookFigures } from '../tests/bench/runbook.ts'
import { measureSite } from '../tests/bench/site.ts'
import { measureSupply } from '../tests/bench/supply.ts'

/** Those whose every wait has a counterpart in kubectl; of the others a bare script would not be the same. */
const COMPARED = ['install-default', 'deploy-payments', 'install-canary']

/** What can be measured, and how. @param only of the runbooks this one */
const subjects = {
  runbooks: async (only?: string) => {
    const earlier = (await readBench())['runbooks'] as { figures?: RunbookFigures[] } | undefined
    const measured = await measureRunbook(only ?? COMPARED[0]!)
    const others = (earlier?.figures ?? []).filter(({ id }) => id !== measured.id && COMPARED.includes(id))
    return [...others, measured].sort((a, b) => a.id.localeCompare(b.id))
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
  .addOption(new Option('--runbook <id>', 'of the runbooks this one alone').choices(COMPARED))
  .action((names: Subject[], { runbook }: { runbook?: string }) =>
    main(async () => {
      // The runbooks take an hour together: each is written when it is known.
      for (const name of names)
        for (const only of name === 'runbooks' ? (runbook === undefined ? COMPARED : [runbook]) : [undefined])
          await measure(name, only)
      return 0
    }),
  )

await program.parseAsync()

async function measure(name: Subject, only: string | undefined): Promise<void> {
  const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) }
  const section = { at: new Date().toISOString(), machine, figures: await subjects[name](only) }
  await writeFile(FILE, `${JSON.stringify({ ...(await readBench()), [name]: section }, null, 2)}\n`)
  console.log(`${name}: ${JSON.stringify(section.figures, null, 2)}`)
}

async function readBench(): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}')) as Record<string, unknown>
}
