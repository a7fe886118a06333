import { z } from 'zod'
import { readList, stepReference } from './data.ts'
import { stepOf } from './runbook.ts'

/** An entry of the file of messages. */
export const message = z.strictObject({
  /** Its anchor. */
  id: z.string().regex(/^[a-z0-9-]+$/, 'is lower case letters, digits and -'),
  /** What is wrong, in a few words: its heading. */
  title: z.string().min(1).max(48),
  /** A part of the message, word for word as the step printed it. */
  text: z.string().min(1),
  /** What one of its names contains, or one of several such texts, lower case, when it is about that: the command that was unknown, Istio's webhook. */
  names: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  /** Without such a name a paste is not even alike: many other things say the same words. */
  requiresName: z.literal(true).optional(),
  /** The step whose captured output has it. */
  from: stepReference,
  /** What causes it. Backticks mark code. */
  means: z.string().min(1),
  /** What mends it. */
  repair: z.string().min(1),
  /** The step that mended it. */
  mended: stepReference,
  /** The lesson, with anchor, that explains it. */
  lesson: z.string().min(1),
})

export type Message = z.infer<typeof message>

const FILE = 'content/messages.yaml'

/** None where the content has no such file. @throws Error when a message was not printed by the step that it names: the build fails */
export async function loadMessages(): Promise<Message[]> {
  const messages = await readList(FILE, message)
  const faults = await Promise.all(messages.map(messageFault))
  const found = faults.filter((fault) => fault !== undefined)
  if (found.length > 0) throw new Error(`${FILE}:\n  ${found.join('\n  ')}`)
  return messages
}

async function messageFault({ id, text, from, mended }: Message): Promise<string | undefined> {
  const [{ record }] = await Promise.all([stepOf(from), stepOf(mended)])
  if (record?.output.text.includes(text)) return undefined
  return `${id}: the captured output of ${from} does not have ${JSON.stringify(text)}`
}
