/** Pixels between tooltip and anchor, and between tooltip and the edge of the window. */
const GAP = 6
const EDGE = 12

/** Puts a box under the first line of an anchor, above it where there is no room, and inside the window in any case. */
export function positionTooltip(box: HTMLElement, anchor: HTMLElement): void {
  const { left, top, bottom } = anchor.getClientRects()[0]!
  const { clientWidth, clientHeight } = document.documentElement
  const furthest = clientWidth - box.offsetWidth - EDGE
  const isRoomBelow = bottom + GAP + box.offsetHeight < clientHeight
  const origin = (box.offsetParent ?? document.body).getBoundingClientRect()
  box.style.left = `${Math.max(EDGE, Math.min(left, furthest)) - origin.left}px`
  box.style.top = `${(isRoomBelow ? bottom + GAP : top - GAP - box.offsetHeight) - origin.top}px`
}
