import { z } from 'zod'
import { closestMatches } from '../../shared/closest-matches.ts'
import { readList } from '../shared/content-data.ts'

const term = z.strictObject({
  /** How pages refer to it, and its anchor on the glossary page. */
  id: z.string().regex(/^[a-z0-9-]+$/, 'is lower case letters, digits and -'),
  /** As it is written in running text. */
  term: z.string().min(1),
  /** Other ways to write it, plurals among them. */
  also: z.array(z.string().min(1)).default([]),
  /** One or two sentences for somebody who knows Kubernetes. Backticks mark code. */
  means: z.string().min(1),
})

export type Term = z.infer<typeof term>

const FILE = 'content/glossary.yaml'

/** All terms that the lessons explain, in alphabetical order; none where the content has no such file. */
export async function loadGlossary(): Promise<Term[]> {
  const terms = await readList(FILE, term)
  return terms.sort((a, b) => a.term.localeCompare(b.term, 'en'))
}

/** The other names that tell a reader something; a plain plural is listed only so that a test finds its first use. */
export function otherNames({ term, also }: Term): string[] {
  return also.filter((name) => name !== `${term}s`)
}

/** @throws Error that names the nearest: the build fails */
export async function termOf(id: string): Promise<Term> {
  const all = await loadGlossary()
  const found = all.find((one) => one.id === id)
  const near = closestMatches(
    id,
    all.map((one) => one.id),
  )
  if (!found) throw new Error(`<Term id="${id}">: ${FILE} has no such term; nearest: ${near.join(', ')}`)
  return found
}
