import { defineCollection } from 'astro:content'
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'
import { runbookFields } from '../page/front-matter.ts'
import { ROOT } from '../root.ts'

export const collections = {
  docs: defineCollection({
    loader: glob({ base: `${ROOT}/content`, pattern: '**/[^_]*.{md,mdx}' }),
    schema: docsSchema({ extend: z.object(runbookFields) }),
  }),
  // An inline collection: without one Starlight warns on every build.
  i18n: defineCollection({ loader: () => [{ id: 'en' }], schema: i18nSchema() }),
}
