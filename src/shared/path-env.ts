import { delimiter } from 'node:path'

/** The directories of PATH without this project's own `node_modules/.bin`, which npm puts there. */
export function pathDirectories(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((part) => part && !part.includes('node_modules'))
}
