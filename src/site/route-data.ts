import { defineRouteMiddleware } from '@astrojs/starlight/route-data'
import { link } from './lib/link.ts'
import { markdownPath } from './lib/site.ts'

/** Each page names in its head where it lies as Markdown. */
export const onRequest = defineRouteMiddleware(({ locals }) => {
  const { entry, head } = locals.starlightRoute
  if (entry.id === '404') return
  head.push({
    tag: 'link',
    attrs: {
      rel: 'alternate',
      type: 'text/markdown',
      title: 'This page as Markdown',
      href: link(`/${markdownPath(entry.id)}`),
    },
  })
})
