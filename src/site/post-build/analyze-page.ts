import { countStatements, type StatementCounts } from './statement-gate.ts'
import { commandsOf, type ShownCommand } from './command-gate.ts'
import { elementsOf, type Element } from '../shared/html.ts'
import type { TextPage } from './markdown/llms.ts'
import { textPage } from './markdown/write-texts.ts'
import { scriptHashes } from './csp.ts'
import { urlSpans, type UrlSpans } from './relative-urls.ts'
import { withLightContentsList } from './contents-list.ts'
import { withLightHeadingLinks } from './heading-links.ts'
import { withSmallScripts } from './inline-scripts.ts'
import { withOneModule } from './one-module.ts'
import { withTableMarkup } from './table-markup.ts'
import type { Address } from '../shared/site.ts'

/** A page as Astro rendered it. */
export interface BuiltPage {
  /** Of its file, from the base: `runbooks/install-canary/index.html`. */
  path: string
  html: string
}

/** What is computed from one page alone, all of it from one parse, because parsing takes most of the time. */
export interface PreparedPage {
  /** With the markup for tables and code that Markdown cannot express. */
  html: string
  /** Of its inline scripts. */
  hashes: string[]
  commands: ShownCommand[]
  statements: StatementCounts
  urls: UrlSpans
  /** The page as Markdown; the 404 page has none. */
  text: TextPage | undefined
}

/** @throws Error for a page without a `<main>` */
export function preparePage({ path, html: built }: BuiltPage, { site, base }: Address): PreparedPage {
  const html = withOneModule(withSmallScripts(withLightContentsList(withLightHeadingLinks(withTableMarkup(built)))))
  const page = elementsOf(html)
  return {
    html,
    hashes: scriptHashes(page),
    commands: commandsOf(page),
    statements: countStatements(path, page),
    urls: urlSpans(page),
    text: textOf(page, path, new URL(base, site)),
  }
}

function textOf(page: readonly Element[], path: string, home: URL): TextPage | undefined {
  const address = addressOf(path)
  return address === undefined ? undefined : textPage(page, address, home)
}

/** `runbooks/install-canary/` for the file of that page; undefined for a file that is served under another name. */
export function addressOf(path: string): string | undefined {
  return /^(.*\/)?index\.html$/.test(path) ? path.slice(0, -'index.html'.length) : undefined
}
