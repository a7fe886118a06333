/** The name of the site, as it stands in titles, feed and index. */
export const TITLE = 'Proving Ground'

/** The site in a sentence. */
export const DESCRIPTION = 'Installing and operating Istio, with its commands run on a real cluster.'

/** Where the site will be served. */
export interface Address {
  /** Scheme and host. */
  site: string
  /** The path below it, with slashes at both ends. */
  base: string
}

/** What `SITE_URL` and `SITE_BASE` say, with defaults for a local preview. */
export function address(environment: NodeJS.ProcessEnv = process.env): Address {
  const base = (environment['SITE_BASE'] ?? '').replace(/^\/|\/$/g, '')
  return { site: environment['SITE_URL'] ?? 'http://localhost:4321', base: base === '' ? '/' : `/${base}/` }
}

/**
 * Where a page lies as Markdown: its own address, without the last slash, with `.md`.
 * @param path of the page below the base: `runbooks/install-canary/`, empty for the first page
 */
export function markdownPath(path: string): string {
  return `${path.replace(/\/$/, '') || 'index'}.md`
}
