import { z } from 'zod'

/** The first version that a check is about: `istio-1.31`, `kubernetes-1.36`. */
export const sinceSchema = z
  .templateLiteral([z.enum(['istio', 'kubernetes']), '-', z.int(), '.', z.int()])
  .describe('names a minor version: istio-1.31')
export type Since = z.infer<typeof sinceSchema>

/** What a run was on, as far as a check can depend on it. */
export type RunVersions = Readonly<Record<'istio' | 'kubernetes', string>>

/** Whether a run is on this minor version or a later one. */
export function isReached(since: Since, versions: RunVersions): boolean {
  const [program, wanted] = parts(since)
  const [major, minor] = numbers(versions[program])
  const [wantedMajor, wantedMinor] = numbers(wanted)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/** "Istio 1.31", "Kubernetes 1.36". */
export function sinceWords(since: Since): string {
  const [program, version] = parts(since)
  return `${program === 'istio' ? 'Istio' : 'Kubernetes'} ${version}`
}

function parts(since: Since): ['istio' | 'kubernetes', string] {
  const at = since.indexOf('-')
  return [since.slice(0, at) as 'istio' | 'kubernetes', since.slice(at + 1)]
}

/** Of `1.31.0`, `1.30-dev.9739e10eb9d7`: 1 and 31, 1 and 30. */
function numbers(version: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = version.split(/[.-]/).map(Number)
  return [major, minor]
}
