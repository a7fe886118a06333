import { $ } from 'zx'

/** The commit that is checked out; null where there is no repository. */
export async function headCommit(root: string): Promise<string | null> {
  const { exitCode, stdout } = await $({ cwd: root, nothrow: true, quiet: true })`git rev-parse HEAD`
  return exitCode === 0 ? stdout.trim() : null
}
