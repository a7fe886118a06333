/**
 * True once the last day of a notice is over, in UTC. A built page carries this function's own text (`hidingScript`), so it
 * uses nothing from outside itself.
 * @param lastDay `2026-12-31`
 * @param now milliseconds since 1970
 */
export function isOver(lastDay: string, now: number): boolean {
  return now >= Date.parse(`${lastDay}T00:00:00Z`) + 86_400_000
}

/**
 * The script that stands right behind a notice and hides it when its last day is over: a page is served long after it was
 * built. It runs while the page is read, before anything below is painted, so nothing moves.
 */
export function hidingScript(): string {
  return `{const notice=document.currentScript.previousElementSibling;notice.hidden=(${String(isOver)})(notice.dataset.until,Date.now())}`
}
