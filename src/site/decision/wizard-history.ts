/** Marks the history entries that this page made: a reload is not a link from somebody else. The name is in tabs that are open. */
const OURS = 'pg-walk'

/** Fragments remembered: a reload shows the last or the one before, so a few are enough. */
const REMEMBERED = 8

/**
 * Puts a fragment into the address, as a new entry of the history or in place of this one.
 *
 * It is remembered for this tab, too: Chromium forgets an entry's state when it is written to while a reload is
 * on its way, and shows the address as it was before that.
 */
export function writeFragment(fragment: string, entry: 'new' | 'same'): void {
  if (entry === 'new') history.pushState(OURS, '', `#${fragment}`)
  else history.replaceState(OURS, '', `#${fragment}`)
  try {
    sessionStorage.setItem(OURS, JSON.stringify([`#${fragment}`, ...remembered()].slice(0, REMEMBERED)))
  } catch {
    // Forbidden or full: the history's own state is right but for that one case.
  }
}

/** Whether this tab wrote the fragment that its address has now. Gives the entry its mark back if it was lost. */
export function isOwnFragment(): boolean {
  if (history.state === OURS) return true
  if (!remembered().includes(location.hash)) return false
  history.replaceState(OURS, '', location.hash)
  return true
}

function remembered(): unknown[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(OURS) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    return []
  }
}
