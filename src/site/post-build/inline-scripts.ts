import { transformSync } from 'esbuild'
import { memoize } from '../../shared/memoize.ts'

/** A script that stands in the page itself: one with an address or a type of its own has been made small by the bundler, or is data. */
const INLINE = /(<script(?:\s(?!src\b|type\b)[\w-]+(?:="[^"]*")?)*>)([^]+?)(<\/script>)/g

/** The page with its inline scripts made small: a theme writes them with indentation and comments, into every page. */
export function withSmallScripts(html: string): string {
  return html.replaceAll(INLINE, (_all, open: string, script: string, end: string) => open + small(script) + end)
}

/** Names at the top are kept: other scripts may use them. */
const small = memoize((script: string) => transformSync(script, { minify: true, legalComments: 'none' }).code.trim())
