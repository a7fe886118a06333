import { defineRouteMiddleware, type StarlightRouteData } from '@astrojs/starlight/route-data'
import { link } from './shared/link.ts'
import { addTocEntries } from './layout/toc-entries.ts'
import { addStepHeadings } from './runbook/step-headings.ts'
import { sidebarWindow } from './layout/sidebar-window.ts'
import { markdownPath } from './shared/site.ts'

/** What this site adds to the data of each page before it is rendered. */
export const onRequest = defineRouteMiddleware(async ({ locals }) => {
  await addStepHeadings(locals.starlightRoute)
  await addTocEntries(locals.starlightRoute)
  nameMarkdown(locals.starlightRoute)
  locals.starlightRoute.sidebar = sidebarWindow(locals.starlightRoute.sidebar)
})

/** Each page names in its head where it lies as Markdown. */
function nameMarkdown({ entry, head }: StarlightRouteData): void {
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
}
