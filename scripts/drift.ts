import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { program } from 'commander'
import { loadToolchain } from '../src/cluster/index.ts'
import { interruptSignal } from '../src/command-line/interrupt.ts'
import { main, refuseSwallowed, refuseUnknown } from '../src/command-line/main.ts'
import {
  allPassed,
  askPublishers,
  candidatesOf,
  carryOver,
  DRIFT,
  DRIFT_SCHEMA,
  driftFile,
  issueBody,
  issueTracker,
  loadDrift,
  parseFile,
  pinnedVersions,
  resultsSchema,
  resultWords,
  runAddress,
  runCandidate,
  tellInIssue,
  tokenForGitHub,
  toolchainText,
  versionWords,
  withResults,
  type Drift,
  type DriftResult,
} from '../src/drift/index.ts'
import { listPages } from '../src/page/index.ts'
import { PreconditionError } from '../src/shared/precondition-error.ts'
import { ROOT, toolchainFile } from '../src/shared/root.ts'
import { address } from '../src/site/shared/site.ts'

interface Place {
  directory: string
}

const absolute = (path: string) => resolve(path)
const DIRECTORY = ['--directory <path>', 'where the files of a drift run are', absolute, join(ROOT, 'drift')] as const

program
  .name('npm run drift')
  .description('Finds what has been released since the versions of toolchain.yaml, and runs the runbooks on it.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))

program
  .command('look')
  .description(
    'ask the publishers of Istio, kind and Kubernetes; write a toolchain.yaml for each run that there is to make',
  )
  .option(...DIRECTORY)
  .action(({ directory }: Place) => look(directory))

program
  .command('run <name> [runbooks...]')
  .description('run the runbooks, or some of them, with published tools and images of one of these runs')
  .option(...DIRECTORY)
  .action((name: string, ids: string[], { directory }: Place) => run(name, ids, directory))

program
  .command('report')
  .description(
    `write ${DRIFT}, which the status page shows, and print the text of an issue where something did not pass`,
  )
  .option('--issue', 'open one issue with that text, or update it; close it where all passed', false)
  .option(...DIRECTORY)
  .action(({ directory, issue }: Place & { issue: boolean }) => report(directory, issue))

program
  .command('carry-over')
  .description(`take ${DRIFT} over from the published site, whose address SITE_URL and SITE_BASE say`)
  .action(takeOver)

await main(async () => {
  refuseSwallowed(
    'drift',
    program.commands.flatMap((command) => command.options),
  )
  await program.parseAsync()
  return 0
})

async function look(directory: string): Promise<void> {
  const pins = loadToolchain()
  const published = await askPublishers(pins, tokenForGitHub())
  const candidates = candidatesOf(pins, published)
  const text = await readFile(toolchainFile(), 'utf8')
  for (const candidate of candidates) {
    // Results of an earlier look are of other versions.
    await rm(join(directory, candidate.name), { recursive: true, force: true })
    await mkdir(join(directory, candidate.name), { recursive: true })
    await writeFile(toolchainOf(directory, candidate.name), toolchainText(text, candidate))
  }
  const runs = candidates.map(({ name, versions }) => ({ name, versions, results: [] }))
  const page = runAddress()
  const looked: Drift = {
    schema: DRIFT_SCHEMA,
    at: new Date().toISOString(),
    ...(page === undefined ? {} : { address: page }),
    pinned: pinnedVersions(pins),
    newest: published.newest,
    runs,
  }
  await mkdir(directory, { recursive: true })
  await writeFile(lookedFile(directory), json(looked))
  for (const one of runs) console.log(`${one.name}: ${versionWords(one)}`)
  if (runs.length === 0) console.log('nothing that is pinned has a newer release')
  await setOutput('candidates', JSON.stringify(runs.map(({ name }) => name)))
}

/** Gives a value to the jobs of a workflow that come after this one. */
async function setOutput(name: string, value: string): Promise<void> {
  const file = process.env['GITHUB_OUTPUT']
  if (file) await appendFile(file, `${name}=${value}\n`)
}

async function run(name: string, ids: readonly string[], directory: string): Promise<void> {
  const { runs } = await readLooked(directory)
  const wanted = runs.find((one) => one.name === name)
  if (wanted === undefined) {
    const known = runs.map((one) => one.name).join(', ') || 'none'
    throw new PreconditionError(`there is no run ${JSON.stringify(name)}; npm run drift -- look found: ${known}`)
  }
  const known = await listPages(ROOT)
  refuseUnknown(ids, known)
  const file = join(directory, name, 'result.json')
  const toolchain = { file: toolchainOf(directory, name), versions: wanted.versions }
  const passed = await runCandidate(ids.length > 0 ? ids : known, toolchain, file, interruptSignal())
  console.log(`written: ${file}`)
  process.exitCode ??= passed ? 0 : 1
}

async function report(directory: string, issue: boolean): Promise<void> {
  const tracker = issue ? issueTracker() : undefined
  const drift = withResults(await readLooked(directory), await readResults(directory))
  await writeFile(driftFile(), json(drift))
  for (const one of drift.runs) console.log(`${one.name}: ${versionWords(one)}: ${resultWords(one)}`)
  console.log(`written: ${driftFile()}`)
  if (tracker) console.log(await tellInIssue(tracker, drift))
  else if (!allPassed(drift)) console.log(`\n${issueBody(drift)}`)
}

async function takeOver(): Promise<void> {
  const { site, base } = address()
  const { drift, reason } = await carryOver(new URL(base, site).href)
  if (drift) await writeFile(driftFile(), json(drift))
  console.log(reason)
}

/** @throws PreconditionError when nobody looked before */
async function readLooked(directory: string): Promise<Drift> {
  const looked = await loadDrift(lookedFile(directory))
  if (looked) return looked
  throw new PreconditionError(`${lookedFile(directory)} is not there; first: npm run drift -- look`)
}

async function readResults(directory: string): Promise<Map<string, DriftResult[]>> {
  const files = (await readdir(directory, { recursive: true })).filter((name) => /^[^/]+\/result\.json$/.test(name))
  const results = files.map(async (name): Promise<[string, DriftResult[]]> => {
    const file = join(directory, name)
    return [name.split('/')[0]!, parseFile(file, await readFile(file, 'utf8'), resultsSchema)]
  })
  return new Map(await Promise.all(results))
}

function lookedFile(directory: string): string {
  return join(directory, 'look.json')
}

function toolchainOf(directory: string, name: string): string {
  return join(directory, name, 'toolchain.yaml')
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
