import { delimiter, join } from 'node:path'
import { pathDirectories } from '../../shared/path-env.ts'
import type { RunDirectories } from '../run/directories.ts'

/**
 * The environment of the commands: an allow-list, so that a command works here for no reason that its page does not
 * name. The pinned tools come first, this project's own `node_modules/.bin` never.
 */
export function commandEnvironment(
  directories: RunDirectories,
  tools: string,
  kubeconfig: string,
): Record<string, string> {
  return {
    PATH: [tools, ...pathDirectories()].join(delimiter),
    HOME: directories.home,
    KUBECONFIG: kubeconfig,
    HELM_CACHE_HOME: join(directories.home, 'helm/cache'),
    HELM_CONFIG_HOME: directories.helm,
    HELM_DATA_HOME: join(directories.home, 'helm/data'),
    TMPDIR: directories.work,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
    NO_COLOR: '1',
  }
}
