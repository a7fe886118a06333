import {
  LINES_KEPT,
  MATRIX_EXCEPTIONS,
  type Evidence,
  type MatrixExceptions,
  type MatrixRecord,
} from '../evidence/index.ts'
import { isReached, sentenceOf, type CheckData } from '../checks/index.ts'
import { defaultMinor, minorOf, type Need, type Toolchain } from '../cluster/index.ts'
import { valuesOfMinor, type Page } from '../page/index.ts'
import { differencesFromEvidence, readings } from './compare-with-evidence.ts'

/** Versions that every runbook is run with beside the default: one of Istio, or one of Kubernetes. */
export interface Cell {
  /** `istio-1.30`, `kubernetes-1.35` */
  name: string
  /** The minor version of Istio that takes the default's place. */
  istio?: string
  /** What the cluster needs beside what the runbook asks for. */
  needs: readonly Need[]
}

/** The cells of these pins. */
export function matrixCells({ otherIstio, otherKubernetes }: Toolchain): Cell[] {
  return [
    ...Object.keys(otherIstio).map((minor) => ({ name: `istio-${minor}`, istio: minor, needs: [] })),
    ...Object.keys(otherKubernetes).map((minor) => {
      const name = `kubernetes-${minor}` as const
      return { name, needs: [name] }
    }),
  ]
}

/** Whether a page can be run with a cell's versions: one that names two versions of Istio itself has no other. */
export function runsOn({ istio }: Cell, { needs }: Page): boolean {
  return istio === undefined || !needs.some((need) => need.startsWith('istio-'))
}

/** The values of a page's variables that name the default minor version of Istio, with the cell's in its place. */
export function valuesOn({ istio }: Cell, page: Page, pins: Toolchain): Record<string, string> {
  const pinned = defaultMinor(pins)
  return valuesOfMinor(page, pinned, istio ?? pinned)
}

/**
 * What is kept of a run on other versions: how it differs from the recorded one.
 * @param failure why it stopped; undefined: every step passed
 */
export function matrixRecord(
  cell: Cell,
  page: Page,
  run: Evidence,
  recorded: Evidence,
  failure: string | undefined,
): MatrixRecord {
  const stopped = failure === undefined ? undefined : run.steps.at(-1)?.id
  const same = withoutVersions(run, recorded)
  const ran = new Set(run.steps.map(({ id }) => id))
  const steps = recorded.steps.filter(({ id }) => ran.has(id) && id !== stopped)
  const notMade = steps.flatMap((step) =>
    step.checks.filter((check) => !isMade(check, run)).map((check) => ({ step: step.id, check })),
  )
  const comparedWith = {
    ...recorded,
    steps: steps.map((step) => ({ ...step, checks: step.checks.filter((check) => isMade(check, run)) })),
  }
  const compared = { ...run, steps: run.steps.filter(({ id }) => id !== stopped) }
  // What was left behind is known only of a run that came to its end.
  if (stopped !== undefined) compared.leftovers = comparedWith.leftovers
  return {
    cell: cell.name,
    id: run.runbook,
    versions: run.versions,
    proofHash: recorded.proofHash,
    startedAt: run.startedAt,
    steps: run.steps.length,
    ...(run.scope.setVariables.length === 0
      ? {}
      : { set: Object.fromEntries(run.scope.setVariables.map((name) => [name, run.variables[name]!])) }),
    ...(failure === undefined ? {} : { stoppedAt: { step: stopped ?? '', seen: failure } }),
    checks: [
      ...notMade.map(({ step, check }) => `${step}: not checked: ${sentenceOf(check)}`),
      ...differencesFromEvidence(renamed(compared, same), renamed(comparedWith, same)),
    ],
    outputs: outputDifferences(readings(compared, page), readings(comparedWith, page), same),
  }
}

/** Whether a check is about the versions of a run. */
function isMade({ since }: CheckData, { versions }: Evidence): boolean {
  return since === undefined || isReached(since, versions)
}

function renamed(evidence: Evidence, rename: (text: string) => string): Evidence {
  return JSON.parse(rename(JSON.stringify(evidence))) as Evidence
}

/** A text in which a version of either run has the same name: those are meant to differ. */
function withoutVersions({ versions: run }: Evidence, { versions: recorded }: Evidence): (text: string) => string {
  const names: [run: string | undefined, recorded: string | undefined, name: string][] = [
    [run.startIstio, recorded.startIstio, '<istio before>'],
    ...Object.entries(run.otherIstio ?? {}).map(([minor, version]): [string, string | undefined, string] => [
      version,
      recorded.otherIstio?.[minor],
      `<istio ${minor}>`,
    ]),
    [run.istio, recorded.istio, '<istio>'],
    [run.kubernetes, recorded.kubernetes, '<kubernetes>'],
    [minorOf(run.istio), minorOf(recorded.istio), '<istio minor>'],
    [minorOf(run.kubernetes), minorOf(recorded.kubernetes), '<kubernetes minor>'],
  ]
  const differing = names.flatMap(([one, other, name]) =>
    one === undefined || other === undefined || one === other ? [] : [{ either: whole(one, other), name }],
  )
  return (text) => differing.reduce((all, { either, name }) => all.replace(either, name), text)
}

/** Either version where it is no part of a longer one: 1.30.9 is not in 1.30.99. */
function whole(one: string, other: string): RegExp {
  const forms = [one, other].flatMap((version) => [...chartForms(version), RegExp.escape(version)])
  return new RegExp(`(?<![\\d.])(?:${forms.join('|')})(?!\\d)`, 'g')
}

/**
 * How a chart names the build of a branch, as patterns. A chart's version has three numbers, so 1.30-dev.9739e10eb9d7 is 1.30.3+9739e10eb9d7
 * there, and 1.30.3_9739e10eb9d7 in a label.
 */
function chartForms(version: string): string[] {
  const [, minor, commit] = /^(\d+\.\d+)-dev\.([0-9a-f]+)$/.exec(version) ?? []
  return minor === undefined ? [] : [`${RegExp.escape(minor)}\\.\\d+[+_]${commit}`]
}

function outputDifferences(
  run: Readonly<Record<string, string[]>>,
  recorded: Readonly<Record<string, string[]>>,
  same: (line: string) => string,
): MatrixRecord['outputs'] {
  return Object.keys(run).flatMap((step) => {
    const [now, then] = [run[step]!, recorded[step] ?? []]
    const [added, missing] = [without(now, then, same), without(then, now, same)]
    return added.length + missing.length === 0 ? [] : [{ step, added: kept(added), missing: kept(missing) }]
  })
}

/**
 * The lines of one output that the other does not have at all, each once: how often an event or a retry is printed is a matter of time.
 * @param same what is compared of a line
 */
function without(lines: readonly string[], others: readonly string[], same: (line: string) => string): string[] {
  const known = new Set(others.map(same))
  return [...new Set(lines)].filter((line) => !known.has(same(line)))
}

function kept(lines: readonly string[]) {
  return { first: lines.slice(0, LINES_KEPT), count: lines.length }
}

/** What is wrong with records and exceptions: a run that stopped for no listed reason, and a reason that no run needs. */
export function matrixFaults(records: readonly MatrixRecord[], exceptions: MatrixExceptions): string[] {
  const stopped = records.flatMap(({ cell, id, stoppedAt }) => {
    const listed = exceptions[cell]?.[id]
    if (stoppedAt?.step === listed?.step) return []
    if (stoppedAt === undefined)
      return [`${cell}, ${id}: ${MATRIX_EXCEPTIONS} lists it, but it passes there; delete the entry`]
    return [`${cell}, ${id}: stopped at ${stoppedAt.step}, which ${MATRIX_EXCEPTIONS} does not list: ${stoppedAt.seen}`]
  })
  const known = new Set(records.map(({ cell, id }) => `${cell} ${id}`))
  const unused = Object.entries(exceptions).flatMap(([cell, ids]) =>
    Object.keys(ids)
      .filter((id) => !known.has(`${cell} ${id}`))
      .map((id) => `${cell}, ${id}: ${MATRIX_EXCEPTIONS} lists it, but there is no run of it`),
  )
  return [...stopped, ...unused]
}
