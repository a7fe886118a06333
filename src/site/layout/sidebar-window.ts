import type { StarlightRouteData } from '@astrojs/starlight/route-data'

type Entry = StarlightRouteData['sidebar'][number]
type Link = Extract<Entry, { type: 'link' }>

/** The most entries of a group that every page lists. The longest group of this course has a fifth of that. */
const MOST = 60

/**
 * Cuts long groups of the sidebar to the pages around the current one: if every page listed every page, the size of the site
 * would grow with the square of the number of pages. At both ends of a cut group, a link to the nearest page that was left
 * out says how many there are.
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

/** The link that stands for the entries left out; none when the entry there holds no link. */
function more(entries: readonly Entry[], at: number, count: number): Link[] {
  const link = firstLink(entries[at])
  return link ? [{ ...link, label: `${link.label}, and ${count - 1} more`, isCurrent: false }] : []
}

function firstLink(entry: Entry | undefined): Link | undefined {
  if (!entry || entry.type === 'link') return entry
  return entry.entries.map(firstLink).find((link) => link !== undefined)
}
