import { link } from '../shared/link.ts'

/** Everybody may read everything; here is the list of pages. */
export function GET({ site }: { site: URL | undefined }): Response {
  return new Response(`User-agent: *\nAllow: /\n\nSitemap: ${new URL(link('/sitemap-index.xml'), site).href}\n`)
}
