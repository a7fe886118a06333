import { parse } from 'yaml'
import { z } from 'zod'

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']))

const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
})

const job = z.looseObject({
  permissions: permissions.optional(),
  'timeout-minutes': z.number().optional(),
  strategy: z.looseObject({ matrix: z.record(z.string(), z.union([z.string(), z.array(z.unknown())])) }).optional(),
  /** Of a job that is another workflow. */
  uses: z.string().optional(),
  steps: z.array(step).default([]),
})

const workflow = z.looseObject({ permissions: permissions.optional(), jobs: z.record(z.string(), job) })

/** A job, as far as the rules look at it. */
export type Job = z.infer<typeof job>

/** The jobs of a workflow, by their names. @throws ZodError for what is none */
export function jobsOf(text: string): Record<string, Job> {
  return workflow.parse(parse(text)).jobs
}

/** What a job's commands say, one line each. */
export function commandsOf({ steps }: Job): string[] {
  return steps.flatMap(({ run }) => (run === undefined ? [] : run.trim().split('\n')))
}

/** An action at a commit, with the tag and its date beside it. */
const PINNED = /uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+, \d{4}-\d\d-\d\d$/

/**
 * What a workflow does that none of ours may do, each fault with its job.
 * @param scripts the names of the npm scripts that there are
 * @param writes what may be written, as "job: permission"
 */
export function workflowFaults(text: string, scripts: readonly string[], writes: readonly string[]): string[] {
  const { permissions: forAll, jobs } = workflow.parse(parse(text))
  const lines = text.split('\n')
  return [
    ...(forAll !== undefined && Object.keys(forAll).length === 0 ? [] : ['permissions: {} is missing at the top']),
    ...lines
      .filter((line) => /^\s*(?:- )?uses:/.test(line) && !/uses: \.\//.test(line) && !PINNED.test(line))
      .map((line) => `${line.trim()}: is not pinned to a commit, with its tag and date beside it`),
    ...lines
      .filter((line) => /\$\{\{[^}]*\bsecrets\b/.test(line))
      .map((line) => `${line.trim()}: uses a secret; github.token is enough`),
    ...Object.entries(jobs).flatMap(([name, one]) =>
      jobFaults(name, one, scripts, writes).map((fault) => `${name}: ${fault}`),
    ),
  ]
}

function jobFaults(name: string, one: Job, scripts: readonly string[], writes: readonly string[]): string[] {
  const wrong = Object.entries(one.permissions ?? {}).filter(
    ([permission, level]) => level === 'write' && !writes.includes(`${name}: ${permission}`),
  )
  return [
    ...(one.permissions === undefined ? ['has no permissions of its own'] : []),
    ...wrong.map(([permission]) => `may write ${permission}`),
    ...(one.uses === undefined && one['timeout-minutes'] === undefined ? ['has no timeout-minutes'] : []),
    ...one.steps
      .filter(
        ({ uses, with: given }) => uses?.startsWith('actions/checkout@') && given['persist-credentials'] !== false,
      )
      .map(() => 'leaves the token in the checkout (persist-credentials: false)'),
    ...commandsOf(one).flatMap((command) => commandFaults(command, scripts)),
    ...partFaults(one),
  ]
}

/** Anything else than npm could not be run here before it is run there. Only the matrix may be put into a command. */
function commandFaults(command: string, scripts: readonly string[]): string[] {
  const [, script] = /^npm run ([\w:-]+)(?: -- [^;&|<>`]+)?$/.exec(command) ?? []
  const foreign = [...command.matchAll(/\$\{\{(.*?)\}\}/g)].filter(([, what = '']) => !/^ matrix\.\w+ $/.test(what))
  return [
    ...foreign.map(([expression]) => `${command}: ${expression} is put into a command; give it by env`),
    ...(command === 'npm ci' || script !== undefined ? [] : [`${command}: is not npm ci or an npm script`]),
    ...(script === undefined || scripts.includes(script) ? [] : [`${command}: package.json has no script ${script}`]),
  ]
}

/** A part that no machine runs would be tests that nobody misses. */
function partFaults(one: Job): string[] {
  const parts = one.strategy?.matrix['part']
  return commandsOf(one).flatMap((command) => {
    const [, of] = /--shard=\$\{\{ matrix\.part \}\}\/(\d+)/.exec(command) ?? []
    if (of === undefined) return []
    const wanted = Array.from({ length: Number(of) }, (_one, i) => i + 1)
    return JSON.stringify(parts) === JSON.stringify(wanted)
      ? []
      : [`${command}: its parts are ${JSON.stringify(parts)}`]
  })
}

/** The artifacts that are downloaded and that no job uploads, as names or patterns. */
export function artifactsNobodyUploads(jobs: Readonly<Record<string, Job>>): string[] {
  const steps = Object.values(jobs).flatMap((one) => one.steps)
  const given = (action: string, ...keys: string[]) =>
    steps
      .filter(({ uses }) => uses?.startsWith(`actions/${action}@`))
      .flatMap(({ with: inputs }) => keys.flatMap((key) => inputs[key] ?? []).map(String))
  const uploaded = given('upload-artifact', 'name')
  return given('download-artifact', 'name', 'pattern').filter((wanted) => {
    const pattern = new RegExp(`^${wanted.replaceAll('*', '.*')}$`)
    return !uploaded.some((name) => pattern.test(name))
  })
}
