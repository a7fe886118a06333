import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe finds wrong with a page as it is now, each rule with the elements that break it.
 * @param rules only these; otherwise all of WCAG 2.2 A and AA, and axe's best practice
 */
export async function axeFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  // The other mode is for frames of other hosts, and takes three times as long.
  // To describe every element that passed takes longer than to judge it.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
  const { violations } = await (rules ? builder.withRules([...rules]) : builder.withTags(TAGS)).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
