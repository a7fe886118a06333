import type { StarlightRouteData } from '@astrojs/starlight/route-data'

/** The headings that a component writes on every decision; Starlight knows only those of the page's own source. */
const HEADINGS = { questions: 'Question by question', ends: 'Where it ends', table: 'All of it as a table' }

/** Lists the parts of a decision under "On this page". */
export function outlineDecision({ entry, toc }: StarlightRouteData): void {
  if (!entry.data.decision || !toc) return
  for (const [slug, text] of Object.entries(HEADINGS)) toc.items.push({ depth: 2, slug, text, children: [] })
}
