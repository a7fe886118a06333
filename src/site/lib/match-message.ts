import { maskMessage, type Masked } from './mask-message.ts'

/** A message that a run of ours printed, and where a reader is led. */
export interface CapturedMessage {
  /** As it was printed, one line. */
  text: string
  /** The part of it by which it is known, when a page explains it: what stands around that may differ. */
  core?: string
  /** What a name in it must contain, when the names are what it is about: the command that was unknown, Istio's webhook. */
  names?: string | string[]
  /** Without such a name nothing is alike. */
  requiresName?: true
  /** What it means, in a sentence; of a message that no page explains: what the step shows. */
  means: string
  /** What mends it, when a page explains it. */
  repair?: string
  /** Where it is explained, or else the step that printed it. Path without the base. */
  path: string
  /** What is to be found there. */
  title: string
  /** More that helps: the step that printed it, the step that mended it. */
  more: { title: string; path: string }[]
}

/** A message that a reader's paste holds, or much resembles. */
export interface Match {
  message: CapturedMessage
  /** 0 to about 1.1; for ordering. */
  score: number
  /** False: alike, but about something else, or only in part. */
  same: boolean
  /** True: the paste says all of it from its core on; only names and addresses differ. */
  exact: boolean
  /** Words and pairs of words that both have. */
  common: string[]
}

interface Prepared extends Masked {
  message: CapturedMessage
  /** Of its text. */
  features: Set<string>
  /** Of its core. */
  core: Set<string>
  /** Its words from its core on: around them every tool puts its own. */
  said: string
}

/** Less shared than this says nothing. In words that one message alone has: a pair counts as a word more. */
const ENOUGH = 2.1
/** The share of the message or of the paste that must be found in the other. */
const SHARE = 0.6
/** A word that no message of ours has is half as much against a paste as one of theirs is for it: mostly it is a name. */
const UNKNOWN = 0.5
/** Codes name a message by themselves: IST0101, CERTIFICATE_VERIFY_FAILED. */
const CODE = /^(ist\d{4}|[a-z0-9]+(_[a-z0-9]+)+)$/
/** Numbers that masking leaves are codes too, but say nothing alone: exit code 22, error: 503. */
const NUMBER = /^(ist)?\d+$/
/** What a message may begin with and be quoted without. */
const LEVEL = /^(error|warning|info) /
const SHOWN = 3
/** Of a paste, in characters: a whole log is not a question. */
const LONGEST = 10_000

/** Finds messages in what a reader pastes. Built once from all captured messages. */
export class MessageIndex {
  readonly #all: Prepared[]
  readonly #frequency = new Map<string, number>()

  constructor(messages: readonly CapturedMessage[]) {
    this.#all = messages.map((message) => {
      const { text, core = text } = message
      const { words, names } = maskMessage(text)
      const said = maskMessage(text.slice(text.indexOf(core)))
        .words.join(' ')
        .replace(LEVEL, '')
      return { message, words, names, features: featuresOf(words), core: featuresOf(maskMessage(core).words), said }
    })
    for (const { features } of this.#all)
      for (const feature of features) this.#frequency.set(feature, 1 + (this.#frequency.get(feature) ?? 0))
  }

  /**
   * The messages that a paste holds, the likeliest first, at most three; none when it holds none.
   * @param paste one line or many, with or without prompts and commands
   */
  find(paste: string): Match[] {
    const best = new Map<Prepared, Match>()
    for (const part of partsOf(paste)) {
      const asked = maskMessage(part)
      const features = featuresOf(asked.words)
      for (const one of this.#all) {
        const match = this.#compare(asked, features, one)
        const known = best.get(one)
        if (match && (!known || byLikeness(match, known) < 0)) best.set(one, match)
      }
    }
    return this.#apart([...best.values()].sort(byLikeness))
  }

  /** Of matches, the best first, those that explain a part of the paste which no better one explains. */
  #apart(ordered: readonly Match[]): Match[] {
    const explained = new Set<string>()
    const apart: Match[] = []
    for (const match of ordered) {
      const own = match.common.filter((feature) => !explained.has(feature))
      if (match.same !== ordered[0]!.same || this.#weigh(own) < ENOUGH) continue
      match.common.forEach((feature) => explained.add(feature))
      apart.push(match)
    }
    return apart.slice(0, SHOWN)
  }

  #compare(asked: Masked, features: ReadonlySet<string>, one: Prepared): Match | undefined {
    const common = [...features].filter((feature) => one.features.has(feature))
    const shared = this.#weigh(common)
    // Without a pair there is no order, and without order it is prose.
    if (shared < ENOUGH || !common.some((feature) => feature.includes(' ') || CODE.test(feature))) return undefined
    const ofPaste = shared / this.#weigh(features)
    const ofCore = this.#weigh([...one.core].filter((feature) => features.has(feature))) / this.#weigh(one.core)
    const ofMessage = Math.max(shared / this.#weigh(one.features), ofCore)
    if (Math.max(ofPaste, ofMessage) < SHARE) return undefined
    const { names = '', requiresName } = one.message
    const named = [names].flat().some((part) => part === '' || asked.names.some((name) => name.includes(part)))
    if (requiresName && !named) return undefined
    const coded = one.words.every((word) => !NUMBER.test(word) || asked.words.includes(word))
    const ownNames = one.names.filter((name) => asked.names.includes(name)).length / (one.names.length || 1)
    const score = (2 * ofPaste * ofMessage) / (ofPaste + ofMessage) + 0.1 * ownNames
    const same = named && coded
    const exact = same && ` ${asked.words.join(' ')} `.includes(` ${one.said} `)
    return { message: one.message, score, same, exact, common }
  }

  #weigh(features: Iterable<string>): number {
    let sum = 0
    for (const feature of features) {
      const frequency = this.#frequency.get(feature)
      const rarity = Math.log(1 + this.#all.length / (frequency ?? 1)) / Math.log(1 + this.#all.length)
      sum += rarity * (frequency ? 1 : UNKNOWN) * (CODE.test(feature) ? 3 : 1)
    }
    return sum
  }
}

/** First what says the same, then what is about the same. */
function byLikeness(a: Match, b: Match): number {
  return Number(b.exact) - Number(a.exact) || Number(b.same) - Number(a.same) || b.score - a.score
}

/** The lines of a paste, and the whole of it, since terminals break long lines. ⏎ stands for a line break in a field. */
function partsOf(paste: string): string[] {
  const lines = paste
    .slice(0, LONGEST)
    .split(/[\n⏎]/)
    .filter((line) => /\w/.test(line))
  return lines.length > 1 ? [...lines, lines.join(' ')] : lines
}

/** Words, and pairs of neighbours: prose about a failure shares words with it, but seldom their order. */
function featuresOf(words: readonly string[]): Set<string> {
  return new Set([...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)])
}
