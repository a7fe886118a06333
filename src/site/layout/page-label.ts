/** What a page needs to say its kind. */
interface Entry {
  /** `lessons/revisions`, `glossary` */
  id: string
  data: { minutes?: number | undefined; sidebar: { order?: number | undefined } }
}

/** What kind of page this is, as the reader is told above its title; undefined where the title says it. */
export function pageLabel({ id, data }: Entry): string | undefined {
  const minutes = data.minutes === undefined ? [] : [`${data.minutes} minutes to read`]
  if (id.startsWith('lessons/')) return [`Lesson ${data.sidebar.order ?? ''}`.trim(), ...minutes].join(' · ')
  if (id.startsWith('decisions/')) return 'Decision'
  if (id.startsWith('runbooks/')) return 'Runbook'
  return undefined
}
