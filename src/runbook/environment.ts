import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathDirectories } from '../path.ts'

/** The directories of one run; all below one that is the run's own. */
export interface RunDirectories {
  /** Removed at the end. */
  top: string
  home: string
  /** Helm's configuration. */
  helm: string
  /** Where the first step begins. */
  work: string
  /** The files that bash sources. */
  steps: string
}

/** Makes the directories of a run, readable by its user alone. */
export async function makeDirectories(): Promise<RunDirectories> {
  const top = await mkdtemp(join(tmpdir(), 'proving-ground-'))
  const directories = {
    top,
    home: join(top, 'home'),
    helm: join(top, 'home/helm/config'),
    work: join(top, 'work'),
    steps: join(top, 'steps'),
  }
  await mkdir(directories.home)
  await mkdir(directories.work)
  return directories
}

/** Removes them. */
export async function removeDirectories({ top }: RunDirectories): Promise<void> {
  await rm(top, { recursive: true, force: true })
}

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
