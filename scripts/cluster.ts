import { InvalidArgumentError, Option, program } from 'commander'
import { main, refuseSwallowed } from '../src/command-line/main.ts'
import { down, listClusters, loadToolchain, prepare, prune, statusLines, up, type Need } from '../src/cluster/index.ts'
import { istioVersion } from '../src/evidence/version.ts'
import { interruptSignal } from '../src/command-line/interrupt.ts'
import { removeDeadRuns } from '../src/runbook/run/directories.ts'

interface ToolchainOptions {
  toolchain?: 'published' | 'source'
  supplier?: 'published' | 'source'
  install: boolean
  with: Need[]
}

const signal = interruptSignal()
const toolchain = () =>
  new Option('--toolchain <name>', 'where tools and images come from').choices(['published', 'source'])
/** The former name of --toolchain. */
const supplier = () => new Option('--supplier <name>').choices(['published', 'source']).hideHelp()
const noInstall = () =>
  new Option('--no-install', 'refuse to download tools, and to install or start anything on this machine')
const needs = () =>
  new Option(
    '--with <names>',
    'also prepare these, separated by commas: helm, cni, a version of Istio as in istio-1.30, one of Kubernetes as in kubernetes-1.35',
  )
    .default([])
    .argParser(readNeeds)

program.name('npm run cluster').description('Throw-away kind clusters with everything the runbooks need.')
program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2)).configureHelp({ showGlobalOptions: true })

program
  .command('prepare')
  .description('get tools and images, building what is missing')
  .addOption(toolchain())
  .addOption(supplier())
  .addOption(noInstall())
  .addOption(needs())
  .action(async (options: ToolchainOptions) => {
    const { versions, tools } = await prepare(prepareOptions(options))
    console.log(`ready: Istio ${istioVersion(versions)}; Kubernetes ${versions.kubernetes}; tools in ${tools}`)
  })

program
  .command('up')
  .description('create a cluster and keep it')
  .addOption(toolchain())
  .addOption(supplier())
  .addOption(noInstall())
  .addOption(needs())
  .action(async (options: ToolchainOptions) => {
    const cluster = await up(prepareOptions(options))
    await cluster.keep()
    console.log(`${cluster.name} is ready:\n  export KUBECONFIG=${cluster.kubeconfig} PATH=${cluster.tools}:$PATH`)
    console.log(`  npm run cluster down ${cluster.name}`)
  })

program
  .command('down <name>')
  .description('delete a cluster that was kept')
  .action((name: string) => down(name))

program
  .command('status')
  .description('list the clusters, also those of other users, which no command touches')
  .option('--json', 'as JSON', false)
  .action(async (options: { json: boolean }) => {
    const clusters = await listClusters()
    console.log(options.json ? JSON.stringify(clusters, null, 2) : statusLines(clusters).join('\n'))
  })

program
  .command('prune')
  .description('remove orphaned clusters, incomplete builds and outdated artifacts')
  .option('--kept', 'also clusters that were kept', false)
  .action(async (options: { kept: boolean }) => {
    const dead = await removeDeadRuns()
    const { removed, left } = await prune(options)
    const lines = [
      ...[...dead, ...removed].map((what) => `removed ${what}`),
      ...left.map((what) => `left alone: ${what}`),
    ]
    console.log(lines.length === 0 ? 'nothing to remove' : lines.join('\n'))
  })

await main(async () => {
  refuseSwallowed(
    'cluster',
    program.commands.flatMap((command) => command.options),
  )
  await program.parseAsync().catch((error: unknown) => {
    // Interrupted: that was said already, and the exit code is set.
    if (!signal.aborted) throw error
  })
  return 0
})

function prepareOptions({ toolchain: chosen, supplier: earlier, install, with: wanted }: ToolchainOptions) {
  const name = chosen ?? earlier
  return { install, needs: wanted, signal, ...(name ? { toolchain: name } : {}) }
}

function readNeeds(text: string): Need[] {
  const { otherIstio, otherKubernetes } = loadToolchain()
  const versions = (name: string, minors: object) => Object.keys(minors).map((minor) => `${name}-${minor}`)
  const known = ['helm', 'cni', ...versions('istio', otherIstio), ...versions('kubernetes', otherKubernetes)]
  const names = text.split(',')
  const wrong = names.find((name) => !known.includes(name))
  if (wrong !== undefined) throw new InvalidArgumentError(`unknown value ${wrong} (choose ${known.join(', ')}).`)
  return names as Need[]
}
