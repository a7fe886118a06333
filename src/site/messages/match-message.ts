import { LIKENESS, type CapturedMessage, type Match } from './captured-message.ts'
import { partsOf, prepareMessage, type Asked, type Prepared } from './prepare-message.ts'

/** The least weight of shared words for a match. A word that only one message has weighs 1; a pair of neighbors counts as one more word. */
const MIN_SCORE = 2.1
/** The least share, by weight, of the message or of the paste that must be found in the other. */
const MIN_OVERLAP = 0.6
/** The weight of a word of the paste that no message has, relative to a known word: most such words are names. */
const UNKNOWN_WEIGHT = 0.5
/** Codes name a message by themselves: IST0101, CERTIFICATE_VERIFY_FAILED. */
const CODE = /^(ist\d{4}|[a-z0-9]+(_[a-z0-9]+)+)$/
/** Numbers that masking leaves are codes too, but say nothing alone: exit code 22, error: 503. */
const NUMBER = /^(ist)?\d+$/
const MAX_MATCHES = 3

/** Finds messages in what a reader pastes. Built once from all messages. */
export class MessageIndex {
  readonly #all: Prepared[]
  readonly #frequency = new Map<string, number>()

  constructor(messages: readonly CapturedMessage[]) {
    this.#all = messages.map(prepareMessage)
    for (const { features } of this.#all)
      for (const feature of features) this.#frequency.set(feature, 1 + (this.#frequency.get(feature) ?? 0))
  }

  /**
   * The messages that a paste holds, the likeliest first, at most three; none when it holds none.
   * @param paste one line or many, with or without prompts and commands
   */
  find(paste: string): Match[] {
    const best = new Map<Prepared, Match>()
    const parts = partsOf(paste)
    for (const asked of parts) {
      // A message that one line named is not searched for again in the joined lines: there it could be combined from two messages.
      const isTold = asked.isWhole && [...best].some(([{ needs }, { kind }]) => needs.length > 0 && kind !== 'causes')
      for (const one of isTold ? this.#all.filter(({ needs }) => needs.length === 0) : this.#all) {
        const match = this.#compare(asked, one)
        const known = best.get(one)
        if (match && (!known || byLikeness(match, known) < 0)) best.set(one, match)
      }
    }
    // A line that names no cause may be followed by a line that does.
    const whole = parts.at(-1)?.squeezed ?? ''
    const isSure = (kind: Match['kind']) => kind === 'this' || kind === 'known'
    const kept = [...best].filter(([one, { kind }]) => isSure(kind) || !one.unless.some((not) => not.test(whole)))
    return this.#apart(kept.map(([, match]) => match).sort(byLikeness))
  }

  /** Of matches, the best first, those that explain a part of the paste which no better one explains. */
  #apart(ordered: readonly Match[]): Match[] {
    const explained = new Set<string>()
    const apart: Match[] = []
    for (const match of ordered) {
      const own = match.common.filter((feature) => !explained.has(feature))
      if (match.same !== ordered[0]!.same || (match !== ordered[0] && this.#weigh(own) < MIN_SCORE)) continue
      match.common.forEach((feature) => explained.add(feature))
      apart.push(match)
    }
    return apart.slice(0, MAX_MATCHES)
  }

  /** A message with `needs` matches where the paste contains all of them. Elsewhere it is no match, not even a near one. */
  #compare(asked: Asked, one: Prepared): Match | undefined {
    if (one.unless.some((phrase) => phrase.test(asked.squeezed))) return undefined
    if (!one.needs.every((phrase) => phrase.test(asked.squeezed))) return undefined
    const likeness = this.#liken(asked, one)
    if (one.needs.length === 0) return likeness
    const common = [...asked.features].filter((feature) => one.features.has(feature))
    return {
      message: one.message,
      score: likeness?.score ?? MIN_OVERLAP,
      common,
      same: true,
      kind: likenessOf(one.message),
    }
  }

  #liken(asked: Asked, one: Prepared): Match | undefined {
    const common = [...asked.features].filter((feature) => one.features.has(feature))
    const shared = this.#weigh(common)
    // Prose shares single words with a message, but no pairs of neighbors.
    if (shared < MIN_SCORE || !common.some((feature) => feature.includes(' ') || CODE.test(feature))) return undefined
    const ofPaste = shared / this.#weigh(asked.features)
    const ofCore = this.#weigh([...one.core].filter((feature) => asked.features.has(feature))) / this.#weigh(one.core)
    const ofMessage = Math.max(shared / this.#weigh(one.features), ofCore)
    if (Math.max(ofPaste, ofMessage) < MIN_OVERLAP) return undefined
    const coded = one.words.every((word) => !NUMBER.test(word) || asked.words.includes(word))
    const same = coded && isNamed(asked, one.message)
    const ownNames = one.names.filter((name) => asked.names.includes(name)).length / (one.names.length || 1)
    const score = (2 * ofPaste * ofMessage) / (ofPaste + ofMessage) + 0.1 * ownNames
    const kind = same && asked.said.includes(one.said) ? likenessOf(one.message) : 'near'
    return { message: one.message, kind, score, same, common }
  }

  #weigh(features: Iterable<string>): number {
    let sum = 0
    for (const feature of features) {
      const frequency = this.#frequency.get(feature)
      const rarity = Math.log(1 + this.#all.length / (frequency ?? 1)) / Math.log(1 + this.#all.length)
      sum += rarity * (frequency ? 1 : UNKNOWN_WEIGHT) * (CODE.test(feature) ? 3 : 1)
    }
    return sum
  }
}

/** The kind of match for a paste that contains the whole message. */
function likenessOf({ sourced, causes }: CapturedMessage): Match['kind'] {
  return sourced ? 'known' : causes ? 'causes' : 'this'
}

/** Whether the paste is about the name that the message is about. */
function isNamed(asked: Asked, { names }: CapturedMessage): boolean {
  if (names === undefined) return true
  const start = names.replace(/\*$/, '')
  return asked.names.some((name) => (names === start ? name === start : name.startsWith(start)))
}

/** Orders matches: first by kind, then those about the same name, then by score. */
function byLikeness(a: Match, b: Match): number {
  const by = LIKENESS.indexOf(a.kind) - LIKENESS.indexOf(b.kind)
  return by || Number(b.same) - Number(a.same) || b.score - a.score
}
