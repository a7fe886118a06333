import { createHash } from 'node:crypto'
import { attribute, textOf, type Element } from '../shared/html.ts'

/**
 * The page with a Content-Security-Policy, first thing in its head. Astro's own option misses some of Starlight's scripts and
 * comes after the first of them.
 * @param hashes of the inline scripts that are in the page
 */
export function withPolicy(html: string, hashes: readonly string[]): string {
  return html.replace(
    /<head>|<head [^>]*>/,
    (head) => `${head}<meta http-equiv="content-security-policy" content="${policy(hashes)}">`,
  )
}

/** The hash of every different script of the page that the browser would run in place. */
export function scriptHashes(page: readonly Element[]): string[] {
  const inline = page
    .filter((element) => element.tagName === 'script' && attribute(element, 'src') === undefined)
    .filter((element) => !/json/.test(attribute(element, 'type') ?? ''))
  return [...new Set(inline.map((script) => scriptSource(textOf(script))))]
}

function policy(hashes: readonly string[]): string {
  return [
    "default-src 'none'",
    // The search index is read by WebAssembly.
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`.trim(),
    // Starlight sets inline style attributes (sidebar state, heading levels); styles cannot run code.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** What a policy names an inline script by: `'sha256-…'`. */
export function scriptSource(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}
