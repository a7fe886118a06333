import { z } from 'zod'
import { closestMatches } from '../../shared/closest-matches.ts'
import { readData } from '../shared/content-data.ts'

const source = z.strictObject({
  /** How pages refer to it. */
  id: z.string().regex(/^[a-z0-9-]+$/, 'is lower case letters, digits and -'),
  /** What stands on the small link: publisher and subject, two or three words. */
  short: z.string().min(1),
  /** The title of the page or file. */
  title: z.string().min(1),
  /** Where it is. */
  url: z.url({ protocol: /^https$/ }),
  /** Where it alone is named, when it is not one of those that the lessons list at their end. */
  only: z.literal('messages').optional(),
})

export type Source = z.infer<typeof source>

const FILE = 'content/sources.yaml'

/** All that pages rest on other than our own runs. */
export function loadSources(): Promise<Source[]> {
  return readData(FILE, z.array(source))
}

/** @throws Error that names the nearest: the build fails */
export async function sourceOf(id: string): Promise<Source> {
  const all = await loadSources()
  const found = all.find((one) => one.id === id)
  const near = closestMatches(
    id,
    all.map((one) => one.id),
  )
  if (!found) throw new Error(`<Source of="${id}">: ${FILE} has no such source; nearest: ${near.join(', ')}`)
  return found
}
