/** The icon of Starlight's link beside a heading. Half a kilobyte for each heading, too far apart for compression to join them. */
const ICON = /(<span aria-hidden="true" class="sl-anchor-icon">)<svg[\s\S]*?<\/svg>/g

/** The page with the links beside its headings drawn by the style sheet. */
export function withLightHeadingLinks(html: string): string {
  return html.replace(ICON, '$1')
}
