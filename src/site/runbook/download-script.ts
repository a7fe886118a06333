import { differencesPath, istioVersion, type ProofState } from '../../evidence/index.ts'
import { exportBlock, type Page, type Step } from '../../page/index.ts'
import { istioVersions } from './istio-versions.ts'
import { besideRunbooks } from '../shared/site.ts'

/** What ends a step, by the engine's rule: a failing part of a pipeline counts, SIGPIPE (141) of a writer does not. */
const ENDED = `ended() { # step, exit status, that of each part of the pipeline, exit status that the page expects
  local bad='' part
  [ "$2" = "$4" ] || bad=$2
  if [ "$4" = 0 ]; then
    for part in $3; do [ "$part" = 0 ] || [ "$part" = 141 ] || bad=$part; done
  fi
  [ -n "$bad" ] || return 0
  echo "Step $1 exited with $bad, the page says $4. The steps after it were not run." >&2
  exit 1
}`

/**
 * The whole page as one bash script: the values, each command word for word in the order of the page. The steps under
 * "Clean up" run only when the script is started with the word `clean-up`, so that running it does not undo what it has just installed.
 * @param address of the page
 */
export function wholeScript(page: Page, proof: ProofState, address: string): string {
  const file = `${page.id}.sh`
  const numbered = page.steps.map((step, i) => ({ step, text: block(step, i + 1) }))
  const [steps, cleanUp] = [false, true].map((c) => numbered.filter(({ step }) => step.cleanup === c))
  const exports = exportBlock(page.variables)
  return [
    '#!/usr/bin/env bash',
    comment(page.title),
    comment(address),
    '#',
    ...provenance(proof, address).map(comment),
    ...startOf(page).map(comment),
    '#',
    '# Read it first. Then save it and run it with bash:',
    comment(`  bash ${file}            ${cleanUp!.length > 0 ? 'every step but the clean-up' : 'every step'}`),
    ...(cleanUp!.length > 0
      ? [comment(`  bash ${file} clean-up   the clean-up alone, which undoes what the steps changed`)]
      : []),
    '#',
    '# It stops at the first step that does not end as it does on the page: exit 0 in each part of its pipeline, or the',
    '# failure that is meant. The recorded run also waits after each step until its checks hold; this script does not.',
    comment(`To run the commands with their checks, on a throw-away cluster: npm run runbook ${page.id}`),
    '',
    '# A subshell: what ends the script does not end the terminal into which somebody pasted it.',
    '(',
    `[ -n "\${BASH_VERSION-}" ] || { echo 'This is written for bash.' >&2; exit 2; }`,
    'set -u',
    '# No step asks for input.',
    'exec </dev/null',
    '',
    ENDED,
    ...(exports === '' ? [] : ['', '# The values. Change them here, not in the commands.', exports]),
    '',
    ...(cleanUp!.length > 0 ? [`if [ "\${1-}" != clean-up ]; then`, ''] : []),
    ...steps!.map(({ text }) => text),
    ...(cleanUp!.length > 0
      ? [
          `echo 'Done. To undo it: bash ${file} clean-up'`,
          '',
          'else',
          '',
          '# ---- Clean up: undoes what the steps above changed. ----',
          '',
          ...cleanUp!.map(({ text }) => text),
          "echo 'Done.'",
          '',
          'fi',
        ]
      : ["echo 'Done.'"]),
    ')',
    '',
  ].join('\n')
}

/** What must be there before the first command: state of the cluster, and programs where a page takes more than one Istio. */
function startOf(page: Page): string[] {
  const { istioctl, start, others } = istioVersions(page)
  return [
    page.startsFrom
      ? `It starts where the runbook ${page.startsFrom} ends, before its clean-up${start ? `, on Istio ${start}` : ''}.`
      : 'It starts with a cluster without Istio.',
    ...(start || others.length > 0
      ? [
          `Programs: ${[['istioctl', `Istio ${istioctl}`], ...others].map(([name, version]) => `${name} is that of ${version}`).join('; ')}.`,
        ]
      : []),
  ]
}

function block(step: Step, number: number): string {
  const meant = step.expectedFailure
    ? `, meant to fail: exit ${step.expectedFailure.exitCode}, “${step.expectedFailure.outputContains}”`
    : ''
  return [
    comment(`Step ${number}: ${step.title} (${step.id})${meant}`),
    `echo '== Step ${number}: ${step.id}'`,
    step.command,
    `ended '${number}, ${step.id}' $? "\${PIPESTATUS[*]}" ${step.expectedFailure?.exitCode ?? 0}`,
    '',
  ].join('\n')
}

function provenance(proof: ProofState, address: string): string[] {
  if (proof.state === 'none') return ['The commands of that page, word for word. No run of them has been recorded.']
  const { startedAt, versions, platform, proofHash } = proof.evidence
  const differences = differencesPath(versions)
  return [
    `The commands of that page, word for word${proof.state === 'changed' ? '. Page, checks or pins changed after the run of' : ', as they were run on'}`,
    `${startedAt} on a throw-away kind cluster (${platform}); Istio ${istioVersion(versions)}; Kubernetes ${versions.kubernetes}.`,
    ...(differences ? [`What differs from the published release: ${besideRunbooks(differences, address)}`] : []),
    `Proof ${proofHash}`,
  ]
}

/** One comment line, whatever the text holds: a line end in it would begin a command. */
function comment(text: string): string {
  return `# ${text.replace(/[\s\p{Cc}\u2028\u2029]/gu, ' ').trimEnd()}`
}
