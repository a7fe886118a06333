/**
 * The same items in another order, each order as likely as any other (Fisher and Yates).
 * @param random gives numbers from 0 to below 1, as `Math.random` does
 */
export function shuffled<Item>(items: readonly Item[], random: () => number = Math.random): Item[] {
  const left = [...items]
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!)
}
