import { z } from 'zod'
import { evidenceFile } from '../../evidence/index.ts'
import { readList, stepReference } from '../shared/content-data.ts'
import { stepOf } from '../runbook/runbook.ts'
import { sourceOf } from '../lesson/sources.ts'

const prose = z.string().min(1)
const source = z.string().min(1)

/** One of several causes of the same words: with the message that has it, the step that shows it, or who says so. */
const cause = z
  .strictObject({
    /** The cause, and what tells it from the others. Backticks mark code. */
    cause: prose,
    /** The entry, by its id, in which the words have this cause. */
    message: z.string().min(1).optional(),
    /** The step that shows it. */
    shown: stepReference.optional(),
    /** An entry of `content/sources.yaml`. */
    source: source.optional(),
  })
  .refine((one) => [one.message, one.shown, one.source].filter(Boolean).length === 1, {
    error: 'a cause has one of message, shown and source',
  })

/** An entry of the file of messages. */
export const message = z
  .strictObject({
    /** Its anchor. */
    id: z.string().regex(/^[a-z0-9-]+$/, 'is lower case letters, digits and -'),
    /** What is wrong, in a few words: its heading. */
    title: z.string().min(1).max(48),
    /** A part of the message, word for word as the step printed it, or as the source has it. */
    text: z.string().min(1),
    /** A name that must stand in a paste, lower case, when the message is about that: the command that was unknown. `*` at its end stands for any end. */
    names: z.string().min(1).optional(),
    /** Phrases that must all stand in a paste, else this is no answer to it: what names the cause. `src/site/messages/message-phrase.ts` says how they are written. */
    needs: z.array(z.string().min(1)).optional(),
    /** Phrases of which none may stand in a paste: with them the same words have another cause and another repair. */
    unless: z.array(z.string().min(1)).optional(),
    /** The step whose captured output has it. */
    from: stepReference.optional(),
    /** Instead of a step: entries of `content/sources.yaml` that say what it means and what mends it. No run of ours printed it, and so the page says. */
    sources: z.array(source).min(1).optional(),
    /** What causes it. Backticks mark code. */
    means: prose,
    /** What mends it; of words with several causes: how to find out which it is. */
    repair: prose,
    /** The step that mended it; of words with several causes: that found out. Only together with `from`. */
    mended: stepReference.optional(),
    /** The lesson, with anchor, that explains it. */
    lesson: z.string().min(1),
    /** Makes of it words that name no cause: what is known to cause them. The search never calls them "This message". */
    causes: z.array(cause).min(2).optional(),
  })
  .refine((one) => (one.from === undefined) !== (one.sources === undefined), {
    error: 'a message is either printed by a step (from) or known by its sources',
  })
  .refine((one) => (one.from === undefined) === (one.mended === undefined), {
    error: 'mended belongs to a message that a step printed (from), and only to such a one',
  })
  .refine((one) => one.sources === undefined || one.needs !== undefined, {
    error: 'a message that no step printed needs the phrases by which it is known (needs)',
  })

export type Message = z.infer<typeof message>

const FILE = 'content/messages.yaml'

/** None where the content has no such file. @throws Error when a message was not printed by the step that it names, or names what is not there: the build fails */
export async function loadMessages(): Promise<Message[]> {
  const messages = await readList(FILE, message)
  const ids = new Set(messages.map(({ id }) => id))
  const faults = (await Promise.all(messages.map((one) => messageFaults(one, ids)))).flat()
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return messages
}

async function messageFaults(one: Message, ids: ReadonlySet<string>): Promise<string[]> {
  const { id, text, from, mended, sources = [], causes = [] } = one
  const steps = [mended, ...causes.map(({ shown }) => shown)].filter((step) => step !== undefined)
  const named = [...sources, ...causes.flatMap(({ source }) => source ?? [])]
  await Promise.all([...steps.map(stepOf), ...named.map(sourceOf)])
  const faults = causes.flatMap(({ message }) =>
    message === undefined || ids.has(message)
      ? []
      : [`${FILE}: ${id}: a cause leads to the message ${message}, which is not there`],
  )
  const fault = from === undefined ? undefined : await captureFault(id, text, from)
  return fault === undefined ? faults : [...faults, fault]
}

/** Why a step's captured output does not show that a message was printed. */
async function captureFault(id: string, text: string, from: string): Promise<string | undefined> {
  const { record, page } = await stepOf(from)
  if (record?.output.text.includes(text)) return undefined
  if (!record)
    return `${evidenceFile(page.id)}: has no run of ${from} as it is now, which the message ${id} of ${FILE} quotes: npm run record ${page.id}`
  return `${FILE}: ${id}: the captured output of ${from} does not have ${JSON.stringify(text)}`
}
