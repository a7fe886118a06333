/**
 * Hides commands that do not contain every word that a reader typed, and of the others the flags and uses without these
 * words. A word that begins with a dash matches flags that begin with it.
 * @returns "5 of 48 commands"; empty when nothing was typed
 */
export function filterCommands(root: ParentNode, typed: string): string {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const flags = words.filter((word) => word.startsWith('-'))
  const others = words.filter((word) => !word.startsWith('-'))
  const all = [...root.querySelectorAll<HTMLElement>('.indexed')]
  for (const section of all) {
    const name = section.querySelector('h3')!.textContent.toLowerCase()
    const isNamed = others.every((word) => name.includes(word))
    const uses = [...section.querySelectorAll<HTMLElement>('li')]
    for (const use of uses) {
      const command = use.querySelector('code')!.textContent.toLowerCase()
      use.hidden = !isNamed && !others.every((word) => command.includes(word))
    }
    const rows = [...section.querySelectorAll<HTMLElement>('details:has(> p)')]
    for (const row of rows) {
      const own = row.querySelector('code')!.textContent.toLowerCase()
      row.hidden = !flags.every((flag) => own.startsWith(flag))
    }
    section.hidden = uses.every((use) => use.hidden) || (flags.length > 0 && rows.every((row) => row.hidden))
    section.querySelector('details')!.open = words.length > 0 && !isNamed && !section.hidden
  }
  const shown = all.filter((section) => !section.hidden).length
  return words.length === 0 ? '' : `${shown} of ${all.length} commands`
}
