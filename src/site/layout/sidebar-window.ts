import type { StarlightRouteData } from '@astrojs/starlight/route-data'

type Entry = StarlightRouteData['sidebar'][number]
type Link = Extract<Entry, { type: 'link' }>

/** As many as a reader looks through; this course's longest group has a fifth of it. */
const MOST = 60

/**
 * The navigation with long groups cut to the pages around the reader's: if each page led to all, a course would grow with the
 * square of its pages. At both ends of a cut group, a link to the nearest page that was left out says how many there are.
 */
export function sidebarWindow(entries: readonly Entry[]): Entry[] {
  const whole = entries.map((entry) =>
    entry.type === 'group' ? { ...entry, entries: sidebarWindow(entry.entries) } : entry,
  )
  if (whole.length <= MOST) return whole
  const current = Math.max(0, whole.findIndex(holdsCurrent))
  const from = Math.min(Math.max(0, current - MOST / 2), whole.length - MOST)
  const to = from + MOST
  return [
    ...(from > 0 ? more(whole, from - 1, from) : []),
    ...whole.slice(from, to),
    ...(to < whole.length ? more(whole, to, whole.length - to) : []),
  ]
}

function holdsCurrent(entry: Entry): boolean {
  return entry.type === 'link' ? entry.isCurrent : entry.entries.some(holdsCurrent)
}

/** A way on, if the entry there leads anywhere. */
function more(entries: readonly Entry[], at: number, count: number): Link[] {
  const link = firstLink(entries[at])
  return link ? [{ ...link, label: `${link.label}, and ${count - 1} more`, isCurrent: false }] : []
}

function firstLink(entry: Entry | undefined): Link | undefined {
  if (!entry || entry.type === 'link') return entry
  return entry.entries.map(firstLink).find((link) => link !== undefined)
}
