/** A module that stands in the page itself, with no attribute but its type. */
const MODULE = /<script type="module">([^]+?)<\/script>/g

/** A module with either is no list of statements that a function may hold. */
const IMPORTS_OR_EXPORTS = /(?:^|[;}\s])(?:import|export)\b/

/**
 * The page with its inline modules joined into the last of them: each costs a hash in the content security policy, which does not
 * compress. Modules run once the page is read, in order, so those before the last run a little later than they did. Each stays in a
 * scope of its own.
 */
export function withOneModule(html: string): string {
  const modules = [...html.matchAll(MODULE)].map(([, code]) => code!)
  const joined = modules.filter((code) => !IMPORTS_OR_EXPORTS.test(code))
  if (joined.length < 2) return html
  const all = joined.map((code) => `(()=>{${code.trim()}\n})();`).join('')
  let left = joined.length
  return html.replaceAll(MODULE, (element, code: string) => {
    if (IMPORTS_OR_EXPORTS.test(code)) return element
    left--
    return left === 0 ? `<script type="module">${all}</script>` : ''
  })
}
