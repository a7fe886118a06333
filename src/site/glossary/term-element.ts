import { placeBeside } from './position-tooltip.ts'

/** Milliseconds in which a pointer may cross from the term to its meaning. */
const CROSSING = 250

/** The one tooltip of the page; made when a term is first looked at. */
let tooltip: HTMLElement | undefined
let shown: TermElement | undefined
let leaving = 0

/** A term that shows its meaning on hover, focus and first tap. Esc, a tap elsewhere and a second tap end it. */
class TermElement extends HTMLElement {
  #wasShown = false

  connectedCallback() {
    this.addEventListener('pointerenter', (event) => event.pointerType !== 'touch' && this.show())
    this.addEventListener('pointerleave', (event) => event.pointerType !== 'touch' && leaveSoon())
    this.addEventListener('focusin', () => this.show())
    this.addEventListener('focusout', () => this.hide())
    this.addEventListener('pointerdown', () => (this.#wasShown = shown === this))
    this.addEventListener('click', (event) => {
      // A finger has no hover: its first tap shows, its second follows the link.
      if (!(event instanceof PointerEvent) || event.pointerType !== 'touch' || this.#wasShown) return
      event.preventDefault()
      this.show()
    })
  }

  get #link(): HTMLAnchorElement {
    return this.querySelector('a')!
  }

  /** Shows the meaning. The link's `title` goes meanwhile, or the browser would show it as well. */
  show(): void {
    clearTimeout(leaving)
    if (shown === this) return
    shown?.hide()
    shown = this
    tooltip ??= makeTooltip()
    tooltip.textContent = this.#link.title
    this.#link.removeAttribute('title')
    this.#link.setAttribute('aria-describedby', tooltip.id)
    tooltip.hidden = false
    placeBeside(tooltip, this.#link)
  }

  hide(): void {
    if (shown !== this || !tooltip) return
    this.#link.title = tooltip.textContent
    this.#link.removeAttribute('aria-describedby')
    tooltip.hidden = true
    shown = undefined
  }
}

function makeTooltip(): HTMLElement {
  const made = Object.assign(document.createElement('div'), {
    id: 'term-means',
    className: 'term-means',
    role: 'tooltip',
  })
  made.addEventListener('pointerenter', () => clearTimeout(leaving))
  made.addEventListener('pointerleave', leaveSoon)
  // Inside the landmark: screen readers list what stands outside of all of them as lost.
  ;(document.querySelector('main') ?? document.body).append(made)
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && shown?.hide())
  document.addEventListener('pointerdown', ({ target }) => {
    if (!made.contains(target as Node) && !shown?.contains(target as Node)) shown?.hide()
  })
  return made
}

function leaveSoon(): void {
  clearTimeout(leaving)
  // Whoever came by keyboard keeps it.
  leaving = window.setTimeout(() => !shown?.contains(document.activeElement) && shown?.hide(), CROSSING)
}

customElements.define('pg-term', TermElement)
