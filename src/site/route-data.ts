import { defineRouteMiddleware } from '@astrojs/starlight/route-data'
import { outlineDecision } from './lib/decision-toc.ts'
import { outlineSteps } from './lib/outline.ts'

/** What this site adds to the data of each page before it is rendered. */
export const onRequest = defineRouteMiddleware(async ({ locals }) => {
  await outlineSteps(locals.starlightRoute)
  outlineDecision(locals.starlightRoute)
})
