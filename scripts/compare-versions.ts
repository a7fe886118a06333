import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { program } from 'commander'
import { defaultMinor, loadToolchain, prepare } from '../src/cluster/index.ts'
import { interruptSignal } from '../src/command-line/interrupt.ts'
import { main, refuseSwallowed } from '../src/command-line/main.ts'
import { PreconditionError } from '../src/shared/precondition-error.ts'
import { PROJECT } from '../src/shared/root.ts'
import { compareBuilds, type Build } from '../src/version-differences/compare.ts'
import { VERSION_DIFFERENCES, type VersionDifferences } from '../src/version-differences/schema.ts'

program
  .name('npm run compare-versions')
  .description(
    `Compares the two versions of Istio in toolchain.yaml: commands and flags, CRDs, chart values, profiles. Writes ${VERSION_DIFFERENCES}.`,
  )
  .option('--no-install', 'refuse to install or start anything on this machine')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(({ install }: { install: boolean }) => main(() => compareVersions(install)))

await program.parseAsync()

async function compareVersions(install: boolean): Promise<number> {
  refuseSwallowed('compare-versions', program.options)
  const pins = loadToolchain()
  const [minor, other] = Object.entries(pins.otherIstio)[0] ?? []
  if (minor === undefined || other === undefined)
    throw new PreconditionError('toolchain.yaml has no version under otherIstio to compare with')
  const needs = ['helm', `istio-${minor}`] as const
  const { tools, charts } = await prepare({ needs, install, toolchain: 'source', signal: interruptSignal() })
  const build = (program: string, chart: string, spellings: string[]): Build => ({
    istioctl: join(tools, program),
    helm: join(tools, 'helm'),
    charts: charts!,
    chart,
    spellings,
  })
  const { istio } = pins
  const older = build(`istioctl-${minor}`, other.chart, [
    other.version,
    other.chart,
    other.chart.replace('+', '_'),
    `${minor}.0`,
    minor,
  ])
  const newer = build('istioctl', istio.version, [istio.version, `${defaultMinor(pins)}.0`, defaultMinor(pins)])
  const work = await mkdtemp(join(tmpdir(), 'proving-ground-'))
  try {
    await write({
      older: { version: other.version, module: other.module },
      newer: { version: istio.version, module: istio.module },
      ...(await compareBuilds(older, newer, work)),
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return 0
}

async function write(differences: VersionDifferences): Promise<void> {
  await writeFile(join(PROJECT, VERSION_DIFFERENCES), `${JSON.stringify(differences, null, 2)}\n`)
  const { commands, crds, charts, profiles } = differences
  const found = Object.entries({ commands, crds, charts, profiles }).map(([name, { length }]) => `${name}: ${length}`)
  console.log(`written: ${VERSION_DIFFERENCES}; differences in ${found.join(', ')}`)
}
