import type { Passage } from './passages.ts'

/** What is wrong with a passage, and where. */
export interface Fault {
  line: number
  /** Which rule, as a word for what it finds. */
  rule: string
  /** The words that it is about. */
  words: string
}

/** The most words of a sentence. */
const LONGEST = 30

const VERB =
  '(?:is|are|was|were|has|have|had|can|could|may|might|must|will|would|does|do|did|takes?|says?|shows?|means?|works?|needs?|makes?|gives?|goes|holds?|happens?|comes?|costs?|saves?|leaves?|keeps?|also|only|alone)'
/** A pronoun with which a paragraph begins stands for something that the reader has to look for. */
const PRONOUN = new RegExp(
  `^(?:(?:It|They|He|She)\\b|(?:This|That|These|Those|Both|Neither|One)(?= ${VERB}\\b))[^.:,]*`,
)

/** "Older guides" are those before some version, or the reader cannot tell whether hers is one. */
const GUIDES =
  /\b(?:older|old|most|many|some|newer) (?:\w+ )?(?:guides?|tutorials?|articles?|exercises?|posts?|courses?)\b/i
const VERSION = /\b\d+\.\d+\b/

/** Where English has a verb: "a restart of the pods" for "restarting the pods". */
const NOUN =
  /\b(?:(?:an?|the|each|every|another|any|no) (?:render|refusal|opt-out)|an? (?:restart|return|look|comparison|removal|creation))\b/i

/** Words that are not American; of docs and scripts also spellings, which cspell finds in the rest. */
const BRITISH =
  /\b(?:any more|afterwards|towards|whilst|amongst|in spite of|learnt|(?:mis)?spelt|burnt|grey|(?:cancel|label|model|travel)l(?:ed|ing)|(?:synchron|organ|recogn|normal|optim|initial|author|summar)is(?:e[ds]?|ing|ation)|(?:behavi|col|fav|neighb)our\w*|centre|licence|defence|catalogue)\b/i

/** Every fault of these passages of one file, which are in its order. */
export function faultsOf(passages: readonly Passage[]): Fault[] {
  return passages.flatMap((passage, i) => [
    ...pronoun(passage),
    ...colons(passage, passages[i + 1]),
    ...guides(passage),
    ...sentences(passage).flatMap((sentence) =>
      [
        ...tooLong(sentence),
        ...matches('a noun for a verb', NOUN, sentence),
        ...matches('British', BRITISH, sentence),
      ].map((fault) => ({
        line: passage.line,
        ...fault,
      })),
    ),
  ])
}

type Said = Omit<Fault, 'line'>

/** The sentences of a passage. */
function sentences({ text }: Passage): string[] {
  return text
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?…:;]["”’)]*) (?=["“‘(]?[A-Z0-9]|code\b)/)
    .map((sentence) => sentence.trim())
}

function pronoun({ kind, line, text }: Passage): Fault[] {
  const found = kind === 'paragraph' ? PRONOUN.exec(text) : null
  return found ? [{ line, rule: 'a pronoun at the start of a paragraph', words: short(found[0]) }] : []
}

function colons({ kind, line, text }: Passage, next: Passage | undefined): Fault[] {
  // An error says "where: what: why".
  if (kind === 'text') return []
  const rule = 'two colons in a row'
  const twice = sentences({ kind, line, text }).find((one) => (one.match(/:(?= |$)/g) ?? []).length > 1)
  if (twice !== undefined) return [{ line, rule, words: short(twice) }]
  return text.endsWith(':') && next && next.text.endsWith(':') && next.kind !== 'cell'
    ? [{ line, rule, words: `${short(text)} / ${short(next.text)}` }]
    : []
}

function tooLong(sentence: string): Said[] {
  const count = sentence.split(' ').filter((word) => /\w/.test(word)).length
  return count > LONGEST ? [{ rule: `${count} words in a sentence`, words: short(sentence) }] : []
}

function guides({ line, text }: Passage): Fault[] {
  return VERSION.test(text)
    ? []
    : matches('guides without a version', GUIDES, text).map((fault) => ({ line, ...fault }))
}

function matches(rule: string, pattern: RegExp, sentence: string): Said[] {
  const found = pattern.exec(sentence)
  return found ? [{ rule, words: short(sentence.slice(found.index)) }] : []
}

function short(text: string): string {
  return text.length > 70 ? `${text.slice(0, 70)}…` : text
}
