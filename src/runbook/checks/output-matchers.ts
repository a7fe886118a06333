import type { HasSubject, Matcher, Observation, Subject } from '../../checks/index.ts'

/** What a step's command printed, as checks see it. Empty while checks are tried before the command. */
export class Output implements HasSubject {
  readonly subject: Subject = { type: 'output' }
  /** Standard output and standard error in the order of arrival. */
  readonly text: string
  /** Standard output alone. */
  readonly stdout: string

  constructor(text: string, stdout: string) {
    this.text = text
    this.stdout = stdout
  }

  /** The text occurs, word for word. */
  contains(text: string): Matcher {
    return this.#matcher(true, () => ({
      holds: this.text.includes(text),
      observed: this.#line((line) => line.includes(text)) ?? this.#summary(),
    }))
  }

  /** The text occurs nowhere. Says nothing about what is there, so it cannot be a step's only check. */
  lacks(text: string): Matcher {
    return this.#matcher(false, () => ({
      holds: !this.text.includes(text),
      observed: this.#line((line) => line.includes(text)) ?? 'no such text',
    }))
  }

  /** Standard output is exactly this, but for newlines at its end. */
  equals(text: string): Matcher {
    return this.#matcher(text.trim() !== '', () => ({
      holds: this.stdout.replace(/\n+$/, '') === text,
      observed: this.#summary(),
    }))
  }

  /**
   * Some line begins with the first of these and has the others after it, in this order. Words are matched whole, so
   * `istiod` is not found in `istiod-canary`; a part of several words, such as `0/1 nodes`, is matched word for word.
   */
  hasRow(first: Word, ...others: Word[]): Matcher {
    return this.#matcher(true, () => {
      const line = this.#line((l) => rowMatches(l, first, others))
      return { holds: line !== undefined, observed: line ?? this.#summary() }
    })
  }

  /** Exactly so many lines match, as `hasRow` does. */
  hasRows(count: number, first: Word, ...others: Word[]): Matcher {
    return this.#matcher(count > 0, () => {
      const lines = this.text.split('\n').filter((line) => rowMatches(line, first, others))
      return { holds: lines.length === count, observed: lines.join('\n') || this.#summary() }
    })
  }

  /** Like `hasRow`, for rows that must not be there. Cannot be a step's only check. */
  lacksRow(first: Word, ...others: Word[]): Matcher {
    return this.#matcher(false, () => {
      const line = this.#line((l) => rowMatches(l, first, others))
      return { holds: line === undefined, observed: line ?? 'no such row' }
    })
  }

  #matcher(identifiesSubject: boolean, evaluate: () => Observation): Matcher {
    return { identifiesSubject, evaluate }
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

/** A part of a row: literal (with spaces: words that stand one after the other), or the name of a Deployment's pod. */
export type Word = string | PodsOf

/** The pods of one Deployment: their names are the Deployment's, a template hash and a suffix. */
export interface PodsOf {
  /** The Deployment. */
  podsOf: string
  /** Set for outputs that write `<pod>.<namespace>`. */
  namespace?: string
  pattern: RegExp
}

/**
 * Matches pods of exactly this Deployment: `istiod-canary` does not match `istiod-1-18-1-…` nor `istiod-canary-2-…`.
 * @param namespace for outputs that write `<pod>.<namespace>`
 */
export function podsOf(deployment: string, namespace?: string): PodsOf {
  const suffix = namespace === undefined ? '' : `\\.${RegExp.escape(namespace)}`
  return {
    podsOf: deployment,
    ...(namespace === undefined ? {} : { namespace }),
    // Kubernetes makes these suffixes of consonants and digits only (k8s.io/apimachinery/pkg/util/rand).
    pattern: new RegExp(
      `^${RegExp.escape(deployment)}-[bcdfghjklmnpqrstvwxz2456789]{5,10}-[bcdfghjklmnpqrstvwxz2456789]{5}${suffix}$`,
    ),
  }
}

function rowMatches(line: string, first: Word, others: Word[]): boolean {
  const cells = line.trim().split(/\s+/)
  let from = matchAt(cells, 0, first)
  if (line.trim() === '' || from === undefined) return false
  return others.every((word) => {
    const ends = cells.map((_cell, i) => (i < from! ? undefined : matchAt(cells, i, word)))
    from = ends.find((end) => end !== undefined)
    return from !== undefined
  })
}

/** Where in the cells a word that begins at this one ends; undefined: it does not stand there. */
function matchAt(cells: readonly string[], at: number, word: Word): number | undefined {
  if (typeof word !== 'string') return word.pattern.test(cells[at] ?? '') ? at + 1 : undefined
  const words = word.split(' ')
  return words.every((one, i) => cells[at + i] === one) ? at + words.length : undefined
}
