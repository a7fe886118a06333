import { shellWord } from '../../shared/shell-word.ts'
import type { OwnCluster } from '../run/own-cluster.ts'
import type { RunResult } from '../run/result.ts'

/**
 * What stands on the user's cluster after a run, what was undone, and what to type.
 * @param tools the directory of the tools that the run used: whoever types the commands may have none, or others
 */
export function whatStandsNow(
  { ownCluster: outcome, failure }: RunResult,
  { context, use }: OwnCluster,
  tools: string,
): string {
  if (use === 'read') return 'Nothing on the cluster was changed.'
  const { undone = [], takeBack = [] } = outcome ?? {}
  const lines = undone.length > 0 ? [`Undone, by: ${undone.map(({ step }) => step.id).join(', ')}`] : []
  if (takeBack.length === 0) return [...lines, 'Nothing stands that a command would take back.'].join('\n')
  const pages = [...new Set(takeBack.map(({ page }) => page.id))]
  return [
    ...lines,
    failure
      ? `What stands is taken back by ${takeBack.length} commands of ${pages.join(', ')}. Type:`
      : `It stays. To take it back later (${pages.join(', ')}), type:`,
    '',
    `export PATH=${shellWord(tools)}:"$PATH"`,
    // A file of its own, since the commands go to whatever context is the current one; it holds credentials.
    `(umask 077 && kubectl config view --raw --minify --flatten --context ${shellWord(context)} > one-context.kubeconfig)`,
    'export KUBECONFIG="$PWD/one-context.kubeconfig"',
    ...takeBack.map(({ step }) => step.command),
  ].join('\n')
}
