/** A number with its noun: `1 step`, `3 steps`. @param noun in the singular; its plural takes an s */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
