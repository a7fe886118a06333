import { isAbsolute, relative } from 'node:path'
import type { Engine } from './engine-info.ts'
import type { Here } from './here.ts'

/** Directories that the engine cannot mount, so that it would mount an empty one or fail. */
export function mountFaults({ product }: Engine, { home, mounted, platform }: Here): string[] {
  const remedy = (why: string, directory: string) =>
    `${why}, and ${directory} is not: set XDG_CACHE_HOME to a directory that is, and keep this project in one`
  return mounted.flatMap((directory) => {
    const below = relative(home, directory)
    const inHome = !below.startsWith('..') && !isAbsolute(below)
    if (product === 'snap' && (!inHome || below.startsWith('.')))
      return [remedy('Docker from snap reads only directories below the home directory that are not hidden', directory)]
    if (product === 'colima' && !inHome)
      return [remedy('Colima shares only what is below the home directory with its virtual machine', directory)]
    const shared = /^\/(Users|Volumes|private|tmp|var\/folders)\//
    if (product === 'desktop' && platform === 'darwin' && !shared.test(`${directory}/`))
      return [remedy('Docker Desktop shares /Users, /Volumes, /private, /tmp and /var/folders', directory)]
    return []
  })
}
