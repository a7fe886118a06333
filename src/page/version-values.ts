import type { Page } from './types.ts'

/**
 * The variables whose value on the page names one minor version of Istio, with another in its place: a reader who has that version sets
 * them so.
 */
export function valuesOfMinor({ variables }: Page, from: string, to: string): Record<string, string> {
  return Object.fromEntries(
    variables
      .map(({ name, default: value }) => [name, value, value.replaceAll(from, to)] as const)
      .filter(([, value, there]) => value !== there)
      .map(([name, , there]) => [name, there]),
  )
}
