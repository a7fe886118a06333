import type { StarlightRouteData } from '@astrojs/starlight/route-data'
import type { Step } from '../../page/index.ts'
import { runbook, runbookId } from './runbook.ts'

type Item = NonNullable<StarlightRouteData['toc']>['items'][number]

/** Lists the steps of a runbook page below their headings, in both of Starlight's tables of contents. */
export async function addStepHeadings(route: StarlightRouteData): Promise<void> {
  const id = runbookId(route.entry.id)
  if (id === undefined || !route.toc) return
  const { page } = await runbook(id)
  // A step below a heading of the third level has one of the fourth.
  route.toc = { ...route.toc, maxHeadingLevel: 4, items: withSteps(route.toc.items, page.steps) }
}

/**
 * The table of contents with an entry for each step, before what is nested below the step's heading.
 * @param items the first one is the page's own title, below which come steps that stand before any heading
 */
export function withSteps(items: readonly Item[], steps: readonly Step[]): Item[] {
  const headings = flat(items)
  const below = new Map<Item, Item[]>()
  let at = 0
  for (const [i, step] of steps.entries()) {
    const found = headings.findIndex((item, j) => j >= at && letters(item.text) === letters(step.heading))
    if (step.heading !== '' && found >= 0) at = found
    const heading = headings[at]
    if (!heading) continue
    const entry = { depth: heading.depth + 1, slug: headingId(step), text: `${i + 1}. ${step.title}`, children: [] }
    below.set(heading, [...(below.get(heading) ?? []), entry])
  }
  return rebuilt(items, below)
}

/** The id of a step's heading: Starlight marks the entry whose heading is on the screen. */
export function headingId(step: Pick<Step, 'id'>): string {
  return `step-${step.id}-title`
}

/** The level of a step's heading: one below the heading above it, 2 to 4. */
export function headingLevel(step: Step, headings: readonly { depth: number; text: string }[]): number {
  const above = headings.find((heading) => letters(heading.text) === letters(step.heading))
  return Math.min(4, (above?.depth ?? 1) + 1)
}

function flat(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...flat(item.children)])
}

function rebuilt(items: readonly Item[], below: ReadonlyMap<Item, Item[]>): Item[] {
  return items.map((item) => ({ ...item, children: [...(below.get(item) ?? []), ...rebuilt(item.children, below)] }))
}

/** A heading with plain quotes and dashes: Astro makes them typographic, `src/page` does not. */
function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}
