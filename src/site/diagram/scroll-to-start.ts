/** A picture that grows when it is touched shows first where its reader begins, not an empty corner of it. */
export function scrollToFirstNode(picture: HTMLElement): void {
  picture.addEventListener('focus', () =>
    picture.querySelector('.node')?.scrollIntoView({ block: 'nearest', inline: 'center' }),
  )
}
