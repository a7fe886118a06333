import type { StarlightRouteData } from '@astrojs/starlight/route-data'
import { loadGlossary } from '../glossary/glossary.ts'
import { loadMessages } from '../messages/messages.ts'

/** A heading that a component writes: Starlight knows only those of the page's own source. */
interface Heading {
  slug: string
  text: string
}

/** The parts of every decision. */
const DECISION: Heading[] = [
  { slug: 'questions', text: 'Question by question' },
  { slug: 'ends', text: 'Outcomes' },
  { slug: 'table', text: 'Every path as a table' },
]

/** Lists under "On this page" what a page shows of a data file: parts of a decision, terms, messages. */
export async function addTocEntries({ entry, toc }: StarlightRouteData): Promise<void> {
  for (const heading of await headings(entry)) toc?.items.push({ depth: 2, children: [], ...heading })
}

async function headings({ id, data }: StarlightRouteData['entry']): Promise<Heading[]> {
  if (data.decision) return DECISION
  if (id === 'glossary') return (await loadGlossary()).map((term) => ({ slug: term.id, text: term.term }))
  if (id === 'messages') return (await loadMessages()).map((message) => ({ slug: message.id, text: message.title }))
  return []
}
