import { globSync } from 'node:fs'
import {
  outputRecord,
  SCHEMA,
  sha256,
  withDigest,
  type Evidence,
  type Pass,
  type StepRecord,
} from '../../src/evidence/index.ts'
import { inProject } from './project.ts'

/** Where pages of a made-up course, two directories below its root, find the site: the root lies in `test-results/x/`. */
const SITE = '../../../../../src/site'

/** The lines by which a page imports components, wherever they are. */
function importing(components: readonly string[]): string {
  const files = globSync('*/*.astro', { cwd: inProject('src/site') })
  const lines = components.map((name) => {
    const file = files.find((path) => path.endsWith(`/${name}.astro`))
    if (file === undefined) throw new Error(`src/site has no component ${name}`)
    return `import ${name} from '${SITE}/${file}'`
  })
  return lines.join('\n')
}

/** A step of a made-up runbook. */
export interface MadeUpStep {
  id: string
  command: string
  /** What it printed, and what every check, change and request of it says. */
  says: string
}

/** A runbook page with these steps, which only read. */
export function runbookPage(title: string, steps: readonly Pick<MadeUpStep, 'id' | 'command'>[]): string {
  const body = steps.map(
    ({ id, command }) =>
      `<Step id="${id}" title="Title of ${id}" readOnly success="It says \`ok\`.">\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n`,
  )
  return `${frontMatter(title)}\n${importing(['Step'])}\n\n${body.join('\n')}`
}

/** A page of prose. @param body MDX that may use these components */
export function prosePage(title: string, body: string, components: readonly string[] = []): string {
  const imports = components.length > 0 ? `\n${importing(components)}\n` : ''
  return `${frontMatter(title)}${imports}\n${body}\n`
}

/** Evidence of a run of such a runbook. @param hash what the page is said to have been then */
export function madeUpEvidence(runbook: string, hash: string, steps: readonly MadeUpStep[]): Evidence {
  const says = short(steps[0]!.says)
  return withDigest({
    schema: SCHEMA,
    runbook,
    proofHash: hash,
    commit: null,
    scope: { whole: true, reason: '', notRun: [], setVariables: [] },
    variables: {},
    versions: { istio: '1.2.3', kubernetes: '1.36.3', kind: '0.33.0', envoy: '1.40.0', toolchain: 'source' },
    platform: 'linux/amd64',
    startedAt: '2026-11-01T12:00:00.000Z',
    durationMs: 4200,
    startState: [],
    passed: true,
    steps: steps.map(record),
    traffic: [
      {
        route: says,
        requests: 3,
        failures: 1,
        firstFailures: [says],
        fromStep: steps[0]!.id,
        toStep: steps.at(-1)!.id,
      },
    ],
    leftovers: { compared: 3, differences: [], allowed: [{ object: says, reason: says }] },
  })
}

function record({ id, command, says }: MadeUpStep): StepRecord {
  const saw = short(says)
  return {
    id,
    command,
    sha256: sha256(command),
    exitCode: 0,
    pipeStatus: [0],
    durationMs: 12,
    output: outputRecord(Buffer.from(says), Buffer.byteLength(says), new Map()),
    checks: [
      {
        ...{ subject: { type: 'object', apiVersion: saw, kind: saw, name: saw, namespace: saw }, matcher: 'hasLabel' },
        ...{ args: [saw, saw], sentence: saw, before: 'false', observedBefore: saw, observed: saw },
        ...{ passed: true, waitedMs: 1500 },
      },
    ],
    changes: [{ verb: 'changed', object: saw, fields: [saw], owned: [saw] }],
    passed: true,
  }
}

/** Sentences of checks and names of objects are not as long as output. */
function short(says: string): string {
  return says.slice(0, 400)
}

function frontMatter(title: string): string {
  return `---\ntitle: ${JSON.stringify(title)}\ndescription: ${JSON.stringify(`${title}, described`)}\n---\n`
}

/** The pass of a runbook that was never run. */
export function madeUpPass(id: string, more: Partial<Pass> = {}): Pass {
  return {
    id,
    versions: { istio: '1.2.3', kubernetes: '1.36.3', kind: '0.33.0', envoy: '1.40.0', toolchain: 'source' },
    proofHash: 'h',
    contract: 1,
    engine: 'e',
    commit: null,
    time: '2026-11-01T12:00:00.000Z',
    ...more,
  }
}
