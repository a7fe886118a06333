import { positionTooltip } from './position-tooltip.ts'

/** Milliseconds in which a pointer may cross from the term to its meaning. */
const CROSSING = 250

/** The one tooltip of the page; created when a meaning is first shown. */
let tooltip: HTMLElement | undefined
/** The term whose meaning is shown. */
let shown: HTMLElement | undefined
let leaving = 0

/** A term that shows its meaning on hover, focus and first tap. Esc, a tap elsewhere and a second tap end it. */
class TermElement extends HTMLElement {
  #wasShown = false

  connectedCallback() {
    this.addEventListener('pointerenter', (event) => event.pointerType !== 'touch' && show(this))
    this.addEventListener('pointerleave', (event) => event.pointerType !== 'touch' && leaveSoon())
    this.addEventListener('focusin', () => show(this))
    this.addEventListener('focusout', () => shown === this && hide())
    this.addEventListener('pointerdown', () => (this.#wasShown = shown === this))
    this.addEventListener('click', (event) => {
      // Touch has no hover: the first tap shows the meaning, the second follows the link.
      if (!(event instanceof PointerEvent) || event.pointerType !== 'touch' || this.#wasShown) return
      event.preventDefault()
      show(this)
    })
  }
}

/** Shows the meaning of a term. The link's `title` goes meanwhile, or the browser would show it as well. */
function show(term: HTMLElement): void {
  clearTimeout(leaving)
  if (shown === term) return
  hide()
  shown = term
  tooltip ??= makeTooltip()
  const link = linkOf(term)
  tooltip.textContent = link.title
  link.removeAttribute('title')
  link.setAttribute('aria-describedby', tooltip.id)
  tooltip.hidden = false
  positionTooltip(tooltip, link)
}

/** Hides the meaning that is shown, if any. */
function hide(): void {
  if (!shown || !tooltip) return
  const link = linkOf(shown)
  link.title = tooltip.textContent
  link.removeAttribute('aria-describedby')
  tooltip.hidden = true
  shown = undefined
}

function linkOf(term: HTMLElement): HTMLAnchorElement {
  return term.querySelector('a')!
}

function makeTooltip(): HTMLElement {
  const made = Object.assign(document.createElement('div'), {
    id: 'term-means',
    className: 'term-means',
    role: 'tooltip',
  })
  made.addEventListener('pointerenter', () => clearTimeout(leaving))
  made.addEventListener('pointerleave', leaveSoon)
  // Inside `main`: accessibility checkers report content outside of all landmarks.
  ;(document.querySelector('main') ?? document.body).append(made)
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide())
  document.addEventListener('pointerdown', ({ target }) => {
    if (!made.contains(target as Node) && !shown?.contains(target as Node)) hide()
  })
  return made
}

function leaveSoon(): void {
  clearTimeout(leaving)
  // While the term has the keyboard focus, its meaning stays.
  leaving = window.setTimeout(() => !shown?.contains(document.activeElement) && hide(), CROSSING)
}

customElements.define('pg-term', TermElement)
