import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { markdownPath } from '../shared/site.ts'
import { scriptSource } from './csp.ts'

/** Pages that had another address when they were published: from that address to the one of now, both below the base. */
export const MOVED: Readonly<Record<string, string>> = { 'seed-commands/': 'legacy-commands/' }

/** Takes the reader to the new address with the anchor of the old one, which a refresh by the browser would drop. */
const SCRIPT = 'location.replace(document.links[0].href + location.hash)'

/** Writes, at each address that a page once had, a page and a text that lead to where it is now. */
export async function writeMovedPages(out: string): Promise<void> {
  for (const [from, to] of Object.entries(MOVED)) {
    const up = '../'.repeat(from.split('/').length - 1)
    await mkdir(join(out, from), { recursive: true })
    await writeFile(join(out, from, 'index.html'), movedPage(`${up}${to}`))
    const text = `# This page has moved\n\n[Its new address](${markdownPath(to).split('/').at(-1)})\n`
    await writeFile(join(out, markdownPath(from)), text)
  }
}

/** The page for browsers. @param to a relative address, so that it leads on wherever the site is served from */
function movedPage(to: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src ${scriptSource(SCRIPT)}; base-uri 'none'">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>This page has moved</title>
<noscript><meta http-equiv="refresh" content="0; url=${to}"></noscript>
</head>
<body>
<main>
<h1>This page has moved</h1>
<p><a href="${to}">Go to its new address</a></p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`
}
