/** Scrolls to the first node when a diagram gets the focus and grows: its top left corner is often empty. */
export function scrollToFirstNode(picture: HTMLElement): void {
  picture.addEventListener('focus', () =>
    picture.querySelector('.node')?.scrollIntoView({ block: 'nearest', inline: 'center' }),
  )
}
