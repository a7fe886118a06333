import { follow, load, save } from './store.ts'
import type { Progress } from './progress.ts'

/** A list of tasks that keeps its ticks. */
class TasksElement extends HTMLElement {
  connectedCallback() {
    const boxes = [...this.querySelectorAll<HTMLInputElement>('input')]
    const runbook = this.dataset['runbook']!
    for (const box of boxes) {
      box.disabled = false
      box.addEventListener('change', () => save((progress) => withTask(progress, runbook, box.value, box.checked)))
    }
    follow(() => {
      const { progress, problem } = load()
      const ticked = progress.tasks[runbook] ?? {}
      for (const box of boxes) box.checked = ticked[box.value] !== undefined
      const done = boxes.filter(({ checked }) => checked).length
      this.querySelector('[data-ticked]')!.textContent = [`${done} of ${boxes.length} ticked.`, problem]
        .filter(Boolean)
        .join(' ')
    })
  }
}

function withTask(progress: Progress, runbook: string, step: string, done: boolean): Progress {
  const { [step]: _old, ...others } = progress.tasks[runbook] ?? {}
  const ticked = done ? { ...others, [step]: new Date().toISOString() } : others
  return { ...progress, tasks: { ...progress.tasks, [runbook]: ticked } }
}

customElements.define('pg-tasks', TasksElement)
