import { maskMessage, messageOf } from './mask-message.ts'
import type { CapturedMessage } from './match-message.ts'
import type { Message } from './messages.ts'
import { recordOf, stepName, stepPath, type Runbook, type ShownStep } from './runbook.ts'

/** What a line has that tells of a failure or warns of one. Looked for in the line without its names. */
const FAILS = [
  /\b[Ee]rror(:| from| creating| when| encountered)|\[IST\d{4}\]|\bWarning:|\bWarning +[A-Z]\w+ /,
  /\b(failed|denied|forbidden|exceeded|violates|timed out|not available|not found|insufficient)\b/i,
]
/** Lines that accompany every failure of their kind. */
const ECHOES = /^(command terminated with exit code|See https:|Run '.*--help')/

/** Every message that recorded runs printed: first those that a page explains, then those that a step shows. */
export function capturedMessages(runbooks: readonly Runbook[], messages: readonly Message[]): CapturedMessage[] {
  const steps = new Map(runbooks.flatMap(stepsOf).map((one) => [`${one.page.id}#${one.step.id}`, one]))
  const explained = messages.map((message) => explainedMessage(message, steps))
  const seen = new Set(explained.map(({ text }) => key(text)))
  const shown: CapturedMessage[] = []
  for (const found of steps.values()) {
    for (const text of failingLines(found)) {
      if (seen.has(key(text)) || messages.some((message) => text.includes(message.text))) continue
      seen.add(key(text))
      shown.push(shownMessage(found, text))
    }
  }
  return [...explained, ...shown]
}

function stepsOf(runbook: Runbook): ShownStep[] {
  const { page, proof } = runbook
  return page.steps.map((step, i) => ({ ...runbook, step, number: i + 1, record: recordOf(proof, step) }))
}

/** The lines of a step's captured output that a reader could meet as an error, without the columns before them. */
export function failingLines({ step, record }: Pick<ShownStep, 'step' | 'record'>): string[] {
  return linesOf(record).filter((line) => {
    if (ECHOES.test(line) || maskMessage(line).words.length < 2) return false
    if (step.fails && line.includes(step.fails.says)) return true
    const unquoted = line.replace(/"[^"]*"/g, '')
    return FAILS.some((pattern) => pattern.test(unquoted))
  })
}

/** Of a line, in characters: an error with all its causes repeats itself, and whoever searches loads all messages. */
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

function explainedMessage(
  { id, text, names, requiresName, from, means, repair, mended }: Message,
  steps: ReadonlyMap<string, ShownStep>,
): CapturedMessage {
  const lines = linesOf(steps.get(from)?.record).filter((line) => line.includes(text))
  return {
    // The shortest has the least that is of our machine.
    text: lines.sort((a, b) => a.length - b.length)[0] ?? text,
    core: text,
    ...(names === undefined ? {} : { names }),
    ...(requiresName ? { requiresName } : {}),
    means: plain(means),
    repair: plain(repair),
    path: `/messages/#${id}`,
    title: 'What it means and what mends it',
    more: [
      { does: 'printed', of: from },
      { does: 'mended', of: mended },
    ].flatMap(({ does, of }) => {
      const step = steps.get(of)
      return step ? [{ title: `${does} in step ${step.number} of “${step.page.title}”`, path: stepPath(step) }] : []
    }),
  }
}

function shownMessage(found: ShownStep, text: string): CapturedMessage {
  return { text, means: plain(found.step.worked), path: stepPath(found), title: stepName(found), more: [] }
}

function plain(prose: string): string {
  return prose.replaceAll('`', '')
}

function key(text: string): string {
  return maskMessage(text).words.join(' ')
}
