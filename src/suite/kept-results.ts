import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { hashOf } from '../evidence/index.ts'
import type { Plan } from '../runbook/index.ts'
import { PreconditionError } from '../shared/precondition-error.ts'
import { ROOT } from '../shared/root.ts'

/**
 * Results of hours of runs of one runbook, in a file that gets each of them at once: what was ended goes on there. They count until
 * the runbook's proof hash changes.
 */
export class KeptResults<T> {
  /** What is known, the oldest first. */
  readonly all: T[] = []
  readonly #file: string
  readonly #name: string
  readonly #hash: string

  private constructor(file: string, name: string, hash: string) {
    this.#file = file
    this.#name = name
    this.#hash = hash
  }

  /**
   * Reads what earlier runs of the same proof found out.
   * @param kind names the directory in `directory`, and the list in the file
   * @throws PreconditionError when the file is no such list
   */
  static async of<T>(
    plan: Plan,
    kind: { name: string; schema: z.ZodType<T> },
    directory = join(ROOT, 'evidence'),
  ): Promise<KeptResults<T>> {
    const file = join(directory, kind.name, `${plan.target.page.id}.json`)
    const kept = new KeptResults<T>(file, kind.name, hashOf(plan.inputs, 'source'))
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text === '') return kept
    const { proofHash, results } = contentOf(file, text, kind)
    // Of another proof nothing is known: everything is found out again.
    if (proofHash === kept.#hash) kept.all.push(...results)
    return kept
  }

  /** Keeps one more, at once. */
  async add(result: T): Promise<void> {
    this.all.push(result)
    const content = { proofHash: this.#hash, [this.#name]: this.all }
    await mkdir(dirname(this.#file), { recursive: true })
    await writeFile(`${this.#file}.new`, `${JSON.stringify(content, null, 2)}\n`)
    await rename(`${this.#file}.new`, this.#file)
  }
}

function contentOf<T>(file: string, text: string, kind: { name: string; schema: z.ZodType<T> }) {
  const { name, schema } = kind
  try {
    const content = z.strictObject({ proofHash: z.string(), [name]: z.array(schema) }).parse(JSON.parse(text))
    return { proofHash: content.proofHash as string, results: content[name] as T[] }
  } catch {
    throw new PreconditionError(`${file} is damaged; delete it, and everything in it is run again`)
  }
}
