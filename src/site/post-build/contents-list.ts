/** A list item, link or label of Starlight's table of contents with its depth, which the list around it says already. */
const DEPTH = /(<(?:li|a|span)\b[^>]*?) style="--depth: \d+;"/g

/** The page with the depth of each list in its table of contents said once: whatever is in the list inherits it. */
export function withLightContentsList(html: string): string {
  return html.replace(DEPTH, '$1')
}
