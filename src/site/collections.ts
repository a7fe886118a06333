import { defineCollection } from 'astro/content/config'
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'
import { runbookFields } from '../page/front-matter.ts'
import { ROOT } from '../shared/root.ts'
import { decision } from './decision/decision.ts'

/** The fields that lessons and decisions add to Starlight's own front matter. */
const courseFields = {
  /** Of a lesson: how long it takes to read, in minutes. */
  minutes: z.number().int().min(5).max(12).optional(),
  /** Of a decision: its questions and ends. */
  decision: decision.optional(),
}

export const collections = {
  docs: defineCollection({
    loader: glob({ base: `${ROOT}/content`, pattern: '**/[^_]*.{md,mdx}' }),
    schema: docsSchema({ extend: z.object({ ...runbookFields, ...courseFields }) }),
  }),
  // An inline collection: without one Starlight warns on every build.
  i18n: defineCollection({ loader: () => [{ id: 'en' }], schema: i18nSchema() }),
}
