import { $ } from 'zx'

/** Commits that are looked at. */
const COMMITS = 10

/**
 * The files that were changed last: those that are not committed, then those of the newest commits, each as paths from the
 * root of the project.
 * @returns none where there is no repository
 */
export async function recentChanges(root: string): Promise<string[][]> {
  const git = $({ cwd: root, nothrow: true, quiet: true })
  // The project may lie below the repository's root.
  const log = await git`git log -n ${COMMITS} --relative --name-only --no-renames --format=%x00`
  if (log.exitCode !== 0) return []
  const tracked = await git`git diff --relative --name-only --no-renames HEAD`
  const untracked = await git`git ls-files --others --exclude-standard`
  const commits = log.stdout.split('\0').slice(1)
  return [`${tracked.stdout}\n${untracked.stdout}`, ...commits].map((text) => text.split('\n').filter(Boolean))
}

/** The first of these lists that names one of the files; undefined: none does. */
export function changedIn(changes: readonly (readonly string[])[], files: readonly string[]): number | undefined {
  const at = changes.findIndex((changed) => changed.some((file) => files.includes(file)))
  return at < 0 ? undefined : at
}
