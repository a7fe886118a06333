import { count } from '../../shared/plural.ts'
import type { FoundPages } from './pages.ts'
import { textLink } from './results.ts'

/** The index of pages is made by the build, and there is none while the site is being written (npm run dev). */
const NO_PAGES = 'The search index could not be loaded. It exists in the built site only (npm start).'
const NO_MESSAGES = 'The captured messages could not be loaded, so only pages were searched.'

/**
 * What was found, in a line: "1 message, 14 pages". Pages that only have words of a question do not answer it, and the line
 * says that. It also says what could not be searched.
 * @param messages how many are like what was asked; undefined when they could not be loaded
 * @param found undefined when the index of pages could not be loaded
 * @param base path of the site, without a slash at its end
 */
export function stateOf(messages: number | undefined, found: FoundPages | undefined, base: string): (string | Node)[] {
  if (found === undefined) return [messages === undefined ? 'The search could not be loaded.' : NO_PAGES]
  if (messages === undefined) return [`${pagesAlone(found)} ${NO_MESSAGES}`]
  const counts = [count(messages, 'message'), count(pagesOf(found), 'page')].filter((text) => !text.startsWith('0 '))
  if (counts.length === 0) return ['Nothing found.']
  if (messages > 0 || isAsTyped(found)) return [counts.join(', ') + restriction(found)]
  return [
    `No captured message is like this one, and no page has it as typed. ${pagesAlone(found)} `,
    textLink('All captured messages', `${base}/messages/`),
  ]
}

/** A sentence about the pages. */
function pagesAlone(found: FoundPages): string {
  const pages = pagesOf(found)
  if (pages === 0) return 'No page found.'
  if (isAsTyped(found)) return `${count(pages, 'page')}.`
  const { words, together } = found
  const what = together ? `“${words}”` : `words like ${words === undefined ? 'these' : `“${words}”`}`
  return `${count(pages, 'page')} ${pages === 1 ? 'has' : 'have'} ${what}.`
}

function restriction({ words, together }: FoundPages): string {
  return words === undefined ? '' : ` with ${together ? '' : 'words like '}“${words}”`
}

function isAsTyped({ words, together }: FoundPages): boolean {
  return together && words === undefined
}

function pagesOf({ kinds }: FoundPages): number {
  return kinds.reduce((sum, kind) => sum + kind.pages.length, 0)
}
