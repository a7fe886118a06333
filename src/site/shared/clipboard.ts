/**
 * Copies text. The label of the button says whether that worked.
 * @param text may be a promise. The clipboard is asked at once, because browsers allow that only directly after a click
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
