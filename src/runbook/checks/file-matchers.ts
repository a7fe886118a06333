import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HasSubject, Matcher, Subject } from '../../checks/index.ts'
import { closestLine } from './closest-line.ts'
import { isSystemError } from '../../shared/thrown.ts'

/** Matchers for a file that a command writes, in the directory where the first step began. */
export class FileSubject implements HasSubject {
  readonly #directory: string
  readonly #name: string

  constructor(directory: string, name: string) {
    this.#directory = directory
    this.#name = name
  }

  get subject(): Subject {
    return { type: 'file', name: this.#name }
  }

  /** There is no such file. */
  isAbsent(): Matcher {
    return {
      evaluate: async () => {
        const text = await this.#text()
        return { holds: text === undefined, observed: text === undefined ? 'absent' : `${text.length} characters` }
      },
    }
  }

  /** It is there and holds this text, word for word. */
  contains(text: string): Matcher {
    return {
      evaluate: async () => {
        const found = await this.#text()
        const line = found?.split('\n').find((l) => l.includes(text))
        return { holds: line !== undefined, observed: line ?? (found === undefined ? 'no such file' : 'no such text') }
      },
    }
  }

  /** It has a line of this form. @param form how the line looks, its first word literally; for the sentence */
  hasLine(line: RegExp, form: string): Matcher {
    return {
      evaluate: async () => {
        const found = await this.#text()
        if (found === undefined) return { holds: false, observed: 'no such file' }
        const match = found.split('\n').find((l) => line.test(l))
        return { holds: match !== undefined, observed: match ?? closestLine(found, form) ?? 'no such line' }
      },
    }
  }

  async #text(): Promise<string | undefined> {
    try {
      return await readFile(join(this.#directory, this.#name), 'utf8')
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return undefined
      throw error
    }
  }
}
