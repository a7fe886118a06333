import { readFile } from 'node:fs/promises'

/**
 * What is mounted where a directory lies, so that two directories of the same path in two containers can be told apart:
 * what part of which file system, and for an overlay its own layer. Empty on systems without /proc.
 * @param path absolute, without symbolic links
 */
export async function mountOf(path: string): Promise<string> {
  return parseMount(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''), path)
}

/** The same from the text of `/proc/self/mountinfo`; proc_pid_mountinfo(5) has its format. */
export function parseMount(mountinfo: string, path: string): string {
  const mounts = mountinfo
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ')
      const [, , , root = '', point = ''] = before.split(' ')
      const upper = /(?:^|[ ,])upperdir=([^,\s]+)/.exec(after)?.[1]
      return { point: unescape(point), told: upper === undefined ? root : `${root} ${upper}` }
    })
    .filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`))
  const longest = Math.max(...mounts.map(({ point }) => point.length))
  // Of several at one place the last hides the others.
  return mounts.findLast(({ point }) => point.length === longest)?.told ?? ''
}

/** Spaces and the like stand there as three octal digits. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
}
