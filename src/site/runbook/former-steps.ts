/**
 * Steps that were published and are part of another step now: for each runbook the id that a step had, and the step that shows its
 * output. Their anchors and the files with their outputs lead on.
 */
export const FORMER_STEPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'migrate-istioctl-to-helm': { 'update-repository': 'plain-install', values: 'translate', releases: 'remove-old' },
}

/** The ids of former steps that are part of this one. */
export function formerIds(runbook: string, step: string): string[] {
  return Object.entries(FORMER_STEPS[runbook] ?? {})
    .filter(([, now]) => now === step)
    .map(([former]) => former)
}
