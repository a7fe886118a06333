/** What a page is for, in the order in which a search lists them: first what is done, then what is read. */
export const PAGE_CATEGORIES = ['Runbooks', 'Messages', 'Lessons', 'Decisions', 'Reference'] as const

export type PageCategory = (typeof PAGE_CATEGORIES)[number]

/** The kind of a page by its id, which is its path without slashes at the ends. */
export function pageCategory(id: string): PageCategory {
  const folder = id.split('/')[0]
  const kind = PAGE_CATEGORIES.find((name) => name.toLowerCase() === folder)
  return kind ?? 'Reference'
}
