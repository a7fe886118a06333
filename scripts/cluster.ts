import { Option, program } from 'commander'
import { interruptSignal, main, refuseSwallowed } from '../src/cli.ts'
import { down, listClusters, prepare, prune, up, type Need } from '../src/cluster/index.ts'

interface SupplyOptions {
  supplier?: 'published' | 'source'
  install: boolean
  with: Need[]
}

const supplier = () =>
  new Option('--supplier <name>', 'where tools and images come from').choices(['published', 'source'])
const noInstall = () => new Option('--no-install', 'refuse to install anything on this machine')
const needs = () =>
  new Option('--with <parts>', 'also these parts, separated by commas: helm, cni').default([]).argParser(readNeeds)

program.name('npm run cluster').description('Throw-away kind clusters with everything the runbooks need.')
program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2)).configureHelp({ showGlobalOptions: true })

program
  .command('prepare')
  .description('get tools and images, building what is missing')
  .addOption(supplier())
  .addOption(noInstall())
  .addOption(needs())
  .action((options: SupplyOptions) => run(async () => void (await prepare(supplyOptions(options)))))

program
  .command('up')
  .description('create a cluster that stays')
  .addOption(supplier())
  .addOption(noInstall())
  .addOption(needs())
  .action((options: SupplyOptions) =>
    run(async () => {
      const cluster = await up(supplyOptions(options))
      await cluster.keep()
      console.log(`${cluster.name} is ready:\n  export KUBECONFIG=${cluster.kubeconfig} PATH=${cluster.tools}:$PATH`)
      console.log(`  npm run cluster down ${cluster.name}`)
    }),
  )

program
  .command('down <name>')
  .description('delete a cluster that was kept')
  .action((name: string) => run(() => down(name)))

program
  .command('status')
  .description('list the clusters')
  .option('--json', 'as JSON', false)
  .action((options: { json: boolean }) =>
    run(async () => {
      const clusters = await listClusters()
      if (options.json) console.log(JSON.stringify(clusters, null, 2))
      else if (clusters.length === 0) console.log('no clusters')
      else for (const { name, use, state } of clusters) console.log(`${name}  ${use}  ${state?.createdAt ?? ''}`)
    }),
  )

program
  .command('prune')
  .description('remove clusters of dead runs, rubbish of builds, and parts of other versions')
  .option('--kept', 'also clusters that were kept', false)
  .action((options: { kept: boolean }) =>
    run(async () => {
      const removed = await prune(options)
      console.log(removed.length === 0 ? 'nothing to remove' : removed.map((what) => `removed ${what}`).join('\n'))
    }),
  )

await program.parseAsync()

function run(action: () => Promise<void>): Promise<void> {
  return main(async () => {
    refuseSwallowed('cluster', ['supplier', 'install', 'with', 'json', 'kept'])
    await action()
    return 0
  })
}

function supplyOptions(options: SupplyOptions) {
  const { supplier: name, install, with: wanted } = options
  return { install, needs: wanted, signal: interruptSignal(), ...(name ? { supplier: name } : {}) }
}

function readNeeds(text: string): Need[] {
  const names = text.split(',')
  const wrong = names.find((name) => name !== 'helm' && name !== 'cni')
  if (wrong !== undefined) throw new Error(`--with: ${wrong} is no part; there are helm and cni`)
  return names as Need[]
}
