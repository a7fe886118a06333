import { phrase, squeeze } from './message-phrase.ts'
import { maskMessage, messageOf } from './mask-message.ts'
import type { CapturedMessage, Place } from './captured-message.ts'
import type { Message } from './messages.ts'
import { recordOf, stepName, stepPath, type Runbook, type ShownStep } from '../runbook/runbook.ts'
import type { Source } from '../lesson/sources.ts'

/** Patterns of a line that reports or warns of a failure. Quoted names are removed from the line first. */
const FAILURE_PATTERNS = [
  /\b[Ee]rror(:| from| creating| when| encountered)|\[IST\d{4}\]|\bWarning:|\bWarning +[A-Z]\w+ /,
  /\b(failed|denied|forbidden|exceeded|violates|timed out|not available|not found|insufficient)\b/i,
]
/** Lines that follow every failure of their kind and say nothing about its cause. */
const BOILERPLATE = /^(command terminated with exit code|See https:|Run '.*--help')/

/** Every message that recorded runs printed or that sources tell of: first those that a page explains, then those that a step shows. */
export function capturedMessages(
  runbooks: readonly Runbook[],
  messages: readonly Message[],
  sources: readonly Source[],
): CapturedMessage[] {
  const steps = new Map(runbooks.flatMap(stepsOf).map((one) => [`${one.page.id}#${one.step.id}`, one]))
  const places = placesOf(steps, messages, sources)
  const explained = messages.map((message) => explainedMessage(message, steps, places))
  const seen = new Set(explained.map(({ text }) => key(text)))
  const shown: CapturedMessage[] = []
  for (const found of steps.values()) {
    for (const text of failingLines(found)) {
      if (seen.has(key(text)) || messages.some((one) => explains(one, text))) continue
      seen.add(key(text))
      shown.push(shownMessage(found, text))
    }
  }
  return [...explained, ...shown]
}

/** Whether an entry is about a line that some step printed. Words with several causes explain none of the lines that hold them. */
function explains({ from, text, needs = [], causes }: Message, line: string): boolean {
  if (from !== undefined && line.includes(text)) return true
  return causes === undefined && needs.length > 0 && needs.every((need) => phrase(need).test(squeeze(line)))
}

function stepsOf(runbook: Runbook): ShownStep[] {
  const { page, proof } = runbook
  return page.steps.map((step, i) => ({ ...runbook, step, number: i + 1, record: recordOf(proof, step) }))
}

/** The lines of a step's captured output that a reader could meet as an error, without the columns before them. */
function failingLines({ step, record }: Pick<ShownStep, 'step' | 'record'>): string[] {
  return linesOf(record).filter((line) => {
    if (BOILERPLATE.test(line) || maskMessage(line).words.length < 2) return false
    if (step.expectedFailure && line.includes(step.expectedFailure.outputContains)) return true
    const unquoted = line.replace(/"[^"]*"/g, '')
    return FAILURE_PATTERNS.some((pattern) => pattern.test(unquoted))
  })
}

/** The most characters of a line that are kept: long errors repeat themselves, and every search loads all messages. */
const LONGEST = 440

/** The lines that a step printed, up to a length; of a table or a log, the last column. */
function linesOf(record: ShownStep['record']): string[] {
  const lines = record?.output.text.split('\n') ?? []
  return lines.map((line) =>
    upToAWord(
      messageOf(line)
        .replace(/\t\w+=\S+$/, '')
        .split(/\t| {2,}/)
        .at(-1)!,
    ),
  )
}

function upToAWord(line: string): string {
  return line.length > LONGEST ? line.slice(0, line.lastIndexOf(' ', LONGEST)) : line
}

/** What an entry refers to, with where it is. */
interface Places {
  step(reference: string, does: string): Place[]
  message(id: string): Place[]
  source(id: string): Place[]
}

function placesOf(
  steps: ReadonlyMap<string, ShownStep>,
  messages: readonly Message[],
  sources: readonly Source[],
): Places {
  return {
    step: (reference, does) => {
      const step = steps.get(reference)
      return step ? [{ title: `${does} in step ${step.number} of “${step.page.title}”`, path: stepPath(step) }] : []
    },
    message: (id) => messages.filter((one) => one.id === id).map(({ title }) => ({ title, path: `/messages/#${id}` })),
    source: (id) => sources.filter((one) => one.id === id).map(({ title, url }) => ({ title, path: url })),
  }
}

function explainedMessage(message: Message, steps: ReadonlyMap<string, ShownStep>, places: Places): CapturedMessage {
  const { id, text, names, needs, unless, from, sources = [], means, repair, mended, causes } = message
  const lines = linesOf(steps.get(from ?? '')?.record).filter((line) => line.includes(text))
  return {
    // The shortest line has the fewest names of our cluster in it. Words with several causes are shown without a line around them.
    text: (causes ? undefined : lines.sort((a, b) => a.length - b.length)[0]) ?? text,
    core: text,
    ...(names === undefined ? {} : { names }),
    ...(needs === undefined ? {} : { needs }),
    ...(unless === undefined ? {} : { unless }),
    ...(from === undefined ? { sourced: true } : {}),
    means: plain(means),
    repair: plain(repair),
    path: `/messages/#${id}`,
    title: causes ? 'Its causes, and how to tell them apart' : 'What it means and what mends it',
    more: [
      ...(from === undefined ? [] : places.step(from, 'printed')),
      ...(mended === undefined ? [] : places.step(mended, causes ? 'looked into' : 'mended')),
      ...sources.flatMap(places.source),
    ],
    ...(causes === undefined ? {} : { causes: causes.flatMap((cause) => placedCauses(cause, places)) }),
  }
}

function placedCauses(
  { cause, message, shown, source }: NonNullable<Message['causes']>[number],
  places: Places,
): NonNullable<CapturedMessage['causes']> {
  const found = [
    ...(message === undefined ? [] : places.message(message)),
    ...(shown === undefined ? [] : places.step(shown, 'shown')),
    ...(source === undefined ? [] : places.source(source)),
  ]
  return found.map((place) => ({ ...place, text: plain(cause) }))
}

function shownMessage(found: ShownStep, text: string): CapturedMessage {
  return { text, means: plain(found.step.success), path: stepPath(found), title: stepName(found), more: [] }
}

function plain(prose: string): string {
  return prose.replaceAll('`', '')
}

function key(text: string): string {
  return maskMessage(text).words.join(' ')
}
