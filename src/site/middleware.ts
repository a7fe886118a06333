import { defineMiddleware } from 'astro:middleware'
import type { BuiltPage } from './post-build/analyze-page.ts'

/**
 * Hands each page of a build to the process that completes it (scripts/build.ts), which works on it while Astro renders the next.
 * What it gets here saves time only: what Astro wrote in the end is what counts.
 */
export const onRequest = defineMiddleware(async ({ isPrerendered, url }, next) => {
  const response = await next()
  if (!isPrerendered || !process.send || !response.headers.get('content-type')?.startsWith('text/html')) return response
  const html = await response.text()
  const path = url.pathname.slice(import.meta.env.BASE_URL.replace(/\/$/, '').length + 1)
  process.send({ path: path.replace(/(^|\/)$/, '$1index.html'), html } satisfies BuiltPage)
  return new Response(html, response)
})
