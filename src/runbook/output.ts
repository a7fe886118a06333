import type { Claim, Sight } from '../claim.ts'

/** What a step's command printed, as checks see it. Empty while checks are tried before the command. */
export class Output {
  /** Standard output and standard error in the order of arrival. */
  readonly text: string
  /** Standard output alone. */
  readonly stdout: string

  constructor(text: string, stdout: string) {
    this.text = text
    this.stdout = stdout
  }

  /** The text occurs, word for word. */
  contains(text: string): Claim {
    return this.#claim(`the output contains ${JSON.stringify(text)}`, true, () => ({
      holds: this.text.includes(text),
      saw: this.#line((line) => line.includes(text)) ?? this.#summary(),
    }))
  }

  /** The text occurs nowhere. Says nothing about what is there, so it cannot be a step's only check. */
  lacks(text: string): Claim {
    return this.#claim(`the output does not contain ${JSON.stringify(text)}`, false, () => ({
      holds: !this.text.includes(text),
      saw: this.#line((line) => line.includes(text)) ?? 'no such text',
    }))
  }

  /** Standard output is exactly this, but for newlines at its end. */
  is(text: string): Claim {
    return this.#claim(`the output is ${JSON.stringify(text)}`, text.trim() !== '', () => ({
      holds: this.stdout.replace(/\n+$/, '') === text,
      saw: this.#summary(),
    }))
  }

  /**
   * Some line has these words, separated by spaces: the first one first, the others after it in this order. A word is
   * matched whole, so `istiod` is not found in `istiod-canary`.
   */
  hasRow(first: Word, ...others: Word[]): Claim {
    return this.#claim(`the output has a row with ${meaning([first, ...others])}`, true, () => {
      const line = this.#line((l) => rowMatches(l, first, others))
      return { holds: line !== undefined, saw: line ?? this.#summary() }
    })
  }

  /** Exactly so many lines match, as `hasRow` does. */
  hasRows(count: number, first: Word, ...others: Word[]): Claim {
    return this.#claim(`the output has ${count} rows with ${meaning([first, ...others])}`, count > 0, () => {
      const lines = this.text.split('\n').filter((line) => rowMatches(line, first, others))
      return { holds: lines.length === count, saw: lines.join('\n') || this.#summary() }
    })
  }

  /** Like `hasRow`, for rows that must not be there. Cannot be a step's only check. */
  lacksRow(first: Word, ...others: Word[]): Claim {
    return this.#claim(`the output has no row with ${meaning([first, ...others])}`, false, () => {
      const line = this.#line((l) => rowMatches(l, first, others))
      return { holds: line === undefined, saw: line ?? 'no such row' }
    })
  }

  #claim(sentence: string, identity: boolean, look: () => Sight): Claim {
    return { sentence, aboutOutput: true, identity, look }
  }

  #line(test: (line: string) => boolean): string | undefined {
    return this.text.split('\n').find(test)
  }

  #summary(): string {
    const text = this.text.trim()
    if (text === '') return 'no output'
    return text.length > 400 ? `${text.slice(0, 400)} …` : text
  }
}

/** A word of a row: literal, or a pattern with a fixed identity. */
export type Word = string | PodsOf

/** The pods of one Deployment: their names are the Deployment's, a template hash and a suffix. */
export interface PodsOf {
  meaning: string
  pattern: RegExp
}

/**
 * Matches pods of exactly this Deployment: `istiod-canary` does not match `istiod-1-18-1-…` nor `istiod-canary-2-…`.
 * @param namespace for outputs that write `<pod>.<namespace>`
 */
export function podsOf(deployment: string, namespace?: string): PodsOf {
  const suffix = namespace === undefined ? '' : `\\.${escape(namespace)}`
  return {
    meaning: `a pod of ${deployment}${namespace === undefined ? '' : ` in ${namespace}`}`,
    // Kubernetes makes these suffixes of consonants and digits only (k8s.io/apimachinery/pkg/util/rand).
    pattern: new RegExp(
      `^${escape(deployment)}-[bcdfghjklmnpqrstvwxz2456789]{5,10}-[bcdfghjklmnpqrstvwxz2456789]{5}${suffix}$`,
    ),
  }
}

function meaning(words: readonly Word[]): string {
  return words.map((word) => (typeof word === 'string' ? word : word.meaning)).join(', ')
}

function rowMatches(line: string, first: Word, others: Word[]): boolean {
  const [head, ...cells] = line.trim().split(/\s+/)
  if (head === undefined || !wordMatches(head, first)) return false
  let from = 0
  return others.every((word) => {
    const at = cells.findIndex((cell, i) => i >= from && wordMatches(cell, word))
    from = at + 1
    return at >= 0
  })
}

function wordMatches(cell: string, word: Word): boolean {
  return typeof word === 'string' ? cell === word : word.pattern.test(cell)
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
