import { visible } from '../../evidence/index.ts'
import { closestMatches } from '../../shared/closest-matches.ts'

/** The most of a line that is quoted. */
const LENGTH = 200

/**
 * The line of a text that somebody may have meant to be the one that was asked for, in a form in which it can be quoted:
 * with what cannot be seen (the carriage return of a Windows editor) written as an escape.
 * @param form how the line should have looked: `installer: istioctl, helm or render`
 * @returns undefined when no line begins at all like it
 */
export function closestLine(text: string, form: string): string | undefined {
  const wanted = key(form)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const keys = lines.map(key)
  const [best] = keys.includes(wanted)
    ? [wanted]
    : closestMatches(
        wanted,
        keys.filter((k) => near(k, wanted)),
      )
  const line = lines[keys.indexOf(best ?? '')]
  return line === undefined ? undefined : visible(line.slice(0, LENGTH))
}

/** The first word, without the sign of a list before it and the colon after it, in small letters. */
function key(line: string): string {
  return /[\w-]*\w/.exec(line.replace(/^[^\w]+/, ''))?.[0].toLowerCase() ?? ''
}

function near(found: string, wanted: string): boolean {
  return found !== '' && (found[0] === wanted[0] || wanted.includes(found))
}
