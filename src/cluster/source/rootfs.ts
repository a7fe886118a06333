import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import type { BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'

/** How a Debian root file system is made. */
export interface RootFilesystem {
  /** As mmdebstrap names them: `minbase`, or `extract` to unpack packages and run nothing of them. */
  variant: 'minbase' | 'extract'
  packages: string
  /** A program below the project that gets the directory and does the rest. */
  finish: string
}

/** What decides the content, for the artifact's key. */
export function rootfsInputs(rootfs: RootFilesystem): unknown {
  return [suite(), rootfs, DPKG_OPTIONS, readFileSync(join(PROJECT, rootfs.finish), 'utf8')]
}

/**
 * Makes `rootfs.tar` in the artifact's directory.
 * @param add puts further files into the directory before it is finished
 */
export async function makeRootfs(
  { variant, packages, finish }: RootFilesystem,
  context: BuildContext,
  env: Record<string, string> = {},
  add: (directory: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const directory = join(context.outDir, 'rootfs')
  const include = `--include=${packages.split(' ').join(',')}`
  // Its own temporary files too have to be gone when it was killed.
  await tool(['mmdebstrap', `--variant=${variant}`, include, ...DPKG_OPTIONS, suite(), directory], {
    ...context,
    env: { TMPDIR: context.outDir },
  })
  await add(directory)
  await tool([join(PROJECT, finish), directory], { ...context, env })
  await tool(
    ['tar', '--numeric-owner', '--create', '--file', `${directory}.tar`, '--directory', directory, '.'],
    context,
  )
  await tool(['rm', '-r', directory], context)
}

/** Documentation and translations are most of what the packages hold; and nothing here has to survive a power cut. */
const DPKG_OPTIONS = [
  ...['man', 'doc', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
  '--dpkgopt=force-unsafe-io',
]

/**
 * The Debian release of this machine: its own packages are what its package manager reaches. Where there is none nothing
 * is built, but artifacts are planned: pruning keeps what they name.
 */
function suite(): string {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  return /^VERSION_CODENAME=(.*)$/m.exec(release)?.[1] ?? 'stable'
}
