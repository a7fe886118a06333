/**
 * The page with each table and plain block of its prose in reach of the keyboard: on a narrow screen they scroll sideways,
 * and who has no pointer scrolls what has the focus. Components say so themselves; Markdown cannot.
 */
export function withScrollable(html: string): string {
  return html
    .replaceAll('<table>', '<table tabindex="0">')
    .replaceAll('<pre dir="ltr">', '<pre dir="ltr" tabindex="0">')
}
