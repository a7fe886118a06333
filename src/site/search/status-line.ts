import { count } from '../../shared/plural.ts'
import type { FoundPages } from './pages.ts'
import { link } from './results.ts'

/**
 * What was found, in a line: "1 message, 14 pages". Pages that have words of a question are no answer to it; so it says.
 * @param messages how many are like what was asked
 * @param base path of the site, without a slash at its end
 */
export function stateOf(messages: number, { words, together, kinds }: FoundPages, base: string): (string | Node)[] {
  const pages = kinds.reduce((sum, kind) => sum + kind.pages.length, 0)
  const counts = [count(messages, 'message'), count(pages, 'page')].filter((text) => !text.startsWith('0 '))
  if (counts.length === 0) return ['Nothing found.']
  const kept = words === undefined ? '' : ` with ${together ? '' : 'words like '}“${words}”`
  if (messages > 0 || (together && words === undefined)) return [counts.join(', ') + kept]
  const has = pages === 1 ? 'has' : 'have'
  const what = together ? `“${words}”` : `words like ${words === undefined ? 'these' : `“${words}”`}`
  return [
    `No captured message is like this one, and no page has it as typed. ${counts[0]} ${has} ${what}. `,
    link('All captured messages', `${base}/messages/`),
  ]
}
