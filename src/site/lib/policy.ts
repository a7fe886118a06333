import { createHash } from 'node:crypto'
import { attribute, documentOf, elements, textOf } from './html.ts'

/**
 * The page with a Content-Security-Policy, first thing in its head, with the hashes of the inline scripts that are there.
 * Astro's own option misses some of Starlight's and comes after the first of them.
 */
export function withPolicy(html: string): string {
  const hashes = [...new Set(inlineScripts(html).map(hash))]
  return html.replace(
    /<head>|<head [^>]*>/,
    (head) => `${head}<meta http-equiv="content-security-policy" content="${policy(hashes)}">`,
  )
}

/** The text of every script of the page that the browser would run in place. */
export function inlineScripts(html: string): string[] {
  return [...elements(documentOf(html))]
    .filter((element) => element.tagName === 'script' && attribute(element, 'src') === undefined)
    .filter((element) => !/json/.test(attribute(element, 'type') ?? ''))
    .map(textOf)
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

function hash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}
