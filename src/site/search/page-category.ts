/** What a page is for, in the order in which a search lists them: first what is done, then what is read. */
export const KINDS = ['Runbooks', 'Messages', 'Lessons', 'Decisions', 'Reference'] as const

export type Kind = (typeof KINDS)[number]

/** The kind of a page by its id, which is its path without slashes at the ends. */
export function kindOf(id: string): Kind {
  const folder = id.split('/')[0]
  const kind = KINDS.find((name) => name.toLowerCase() === folder)
  return kind ?? 'Reference'
}
