/** What is read of a page that Pagefind found (pagefind.app/docs/api). */
export interface FoundPage {
  /** With the base path. */
  url: string
  meta: { title?: string }
  /** The page's words, `<` and `>` escaped; zero-width spaces divide them where there are any. */
  raw_content: string
  /** Everything with an id, in no order; `text` of headings only. `location` counts words. */
  anchors: { element: string; id: string; text: string; location: number }[]
  /** The words that matched. */
  weighted_locations: { balanced_score: number; location: number }[]
}

type Anchor = FoundPage['anchors'][number]

/** A passage of a page, with the nearest anchor above it. */
export interface FoundPassage {
  url: string
  /** The heading it is under; empty at the top of a page. */
  heading: string
  /** The passage; what matched is marked. */
  passage: { text: string; marked: boolean }[]
}

/** Words of a passage. */
const PASSAGE_WORDS = 26

/**
 * The places of a page that match best, the best first, each under another heading.
 * @param most how many at most
 */
export function bestPassages(
  { url, raw_content, anchors, weighted_locations: hits }: FoundPage,
  most: number,
): FoundPassage[] {
  const ordered = anchors.filter(({ id }) => id !== '_top').sort((a, b) => a.location - b.location)
  const headed = ordered.some(isHeading)
  const places = new Map<number, typeof hits>()
  for (const hit of hits) {
    const under = ordered.findLastIndex((anchor) => anchor.location <= hit.location && (!headed || isHeading(anchor)))
    places.set(under, [...(places.get(under) ?? []), hit])
  }
  const words = wordsOf(raw_content)
  const score = (some: typeof hits) => some.reduce((sum, { balanced_score }) => sum + balanced_score, 0)
  return [...places]
    .sort(([, a], [, b]) => score(b) - score(a))
    .slice(0, most)
    .map(([under, some]) => {
      const start = densest(some.map(({ location }) => location))
      const nearest = ordered.findLast((anchor) => anchor.location <= start)
      const page = url.split('#')[0]!
      return {
        url: nearest ? `${page}#${nearest.id}` : page,
        heading: headingOf(ordered[under]),
        passage: passage(words, Math.max(nearest?.location ?? 0, start - 6), new Set(hits.map((h) => h.location))),
      }
    })
}

/** The text of a heading; of an element without text, the words of its anchor: "exceeded quota". */
function headingOf(under: Anchor | undefined): string {
  return under ? under.text.trim() || under.id.replaceAll('-', ' ') : ''
}

function isHeading({ element, text }: Anchor): boolean {
  return /^h\d$/.test(element) && text.trim() !== ''
}

/** The match that is followed by the most other matches within one passage. */
function densest(locations: readonly number[]): number {
  const near = (at: number) => locations.filter((other) => other >= at && other < at + PASSAGE_WORDS - 6).length
  return locations.reduce((best, at) => (near(at) > near(best) ? at : best))
}

function wordsOf(content: string): string[] {
  const plain = content.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  return plain.includes('\u200B') ? plain.split('\u200B') : plain.split(/\s+/).map((word) => `${word} `)
}

function passage(words: readonly string[], from: number, marked: ReadonlySet<number>): FoundPassage['passage'] {
  const shown = words.slice(from, from + PASSAGE_WORDS).map((text, i) => ({ text, marked: marked.has(from + i) }))
  const cut = { text: '…', marked: false }
  return from + PASSAGE_WORDS < words.length ? [...shown, cut] : shown
}
