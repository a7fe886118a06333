/**
 * Copies text and says so on the button, or that it could not.
 * @param text may still be on its way: the clipboard is asked at once, while the click still counts as the reader's wish
 */
export async function copyText(button: HTMLButtonElement, text: string | Promise<string>): Promise<void> {
  const name = (button.dataset['name'] ??= button.textContent)
  try {
    if (typeof text === 'string') await navigator.clipboard.writeText(text)
    else {
      const blob = text.then((content) => new Blob([content], { type: 'text/plain' }))
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
    }
    button.textContent = 'Copied'
  } catch {
    button.textContent = 'Not copied'
  }
  setTimeout(() => (button.textContent = name), 1500)
}
