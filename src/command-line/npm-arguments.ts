import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What npm was typed with, from `run` on, when npm is the parent of this process; undefined when that cannot be known.
 *
 * Of an option that it takes for its own and finds invalid (`--only look`) npm passes nothing on, and it writes over its
 * own command line. But it writes down what it was called with, in the debug log that it keeps open while a script runs
 * (npm: lib/npm.js, lib/utils/log-file.js). Linux tells which file that is.
 */
export function npmArguments(parent = process.ppid): string[] | undefined {
  const descriptors = `/proc/${parent}/fd`
  try {
    const files = readdirSync(descriptors).map((name) => join(descriptors, name))
    const log = files.find((file) => /-debug-0\.log$/.test(linkOf(file)))
    const [, words] = /^\d+ verbose argv (.*)$/m.exec(log ? readFileSync(log, 'utf8') : '') ?? []
    if (words === undefined) return undefined
    // Each as JSON writes a string, with a space between.
    return [...words.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([word]) => JSON.parse(word) as string)
  } catch {
    // No Linux, or not ours to look at.
    return undefined
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    // Closed since.
    return ''
  }
}
