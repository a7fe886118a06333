import { z } from 'zod'
import { attributes, lineOf, type Element } from './mdx.ts'
import type { Step } from './types.ts'

const kebab = z
  .string({ error: 'is missing' })
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'is lower case words joined by -')
const text = z.string({ error: 'is missing' }).min(1, 'is empty')
/** Shown as it is typed, but for words between backticks. */
const prose = text.regex(
  /^(?![^]*(\*\*|__|\]\())/,
  'has Markdown other than `code`, which the page would show as typed',
)

const props = z
  .strictObject({
    /** Names the step on the page, in the script, in links and in evidence. */
    id: kebab,
    /** Its heading, for whoever looks through the page: what is done or seen, in a few plain words without a full stop. */
    title: prose.max(48, 'is longer than 48 characters').regex(/[^.\s]$/, 'ends in a full stop or a space'),
    /** Given bare: the command changes nothing. */
    readOnly: z.literal(true, { error: 'is written without a value' }).optional(),
    /** Given bare: the command waits for the change of an earlier step, so a start state made of this page runs it, too. */
    waits: z.literal(true, { error: 'is written without a value' }).optional(),
    /** What the command changes. */
    changes: prose.optional(),
    /** How to tell that it worked. */
    success: prose,
    /** The ids of the steps that take it back, in order, separated by spaces. */
    undo: z
      .string()
      .regex(/^[a-z][a-z0-9-]*( [a-z][a-z0-9-]*)*$/, 'is ids of steps, separated by single spaces')
      .optional(),
    /** The exit status of a command that is documented as failing. */
    exitCode: z
      .string()
      .regex(/^([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/, 'is a number from 1 to 255')
      .optional(),
    /** The text by which that failure is recognised. */
    outputContains: text.optional(),
    /** Makes the step a task of an exercise: what the learner has to reach. The command is its solution. */
    goal: prose.optional(),
    /** What helps a learner who has not reached the goal. */
    hint: prose.optional(),
  })
  .refine((p) => (p.goal === undefined) === (p.hint === undefined), {
    error: 'goal and hint go together: a task that cannot be hinted at is a trap',
  })
  .refine((p) => p.readOnly !== (p.changes !== undefined ? true : undefined), {
    error: 'needs changes="…" (what it changes) or a bare readOnly, and not both',
  })
  .refine((p) => p.waits === undefined || p.readOnly === true, {
    error: 'waits goes with readOnly: a step that changes something is run in a start state anyway',
  })
  .refine((p) => (p.exitCode === undefined) === (p.outputContains === undefined), {
    error: 'exitCode and outputContains go together: a failure is known by its status and its text',
  })

/** A step read from its element, or the sentences that say why it is none. Heading and section are the caller's. */
export function readStep(element: Element): { step: Omit<Step, 'heading' | 'cleanup'> } | { faults: string[] } {
  const given = Object.fromEntries(attributes(element))
  const parsed = props.safeParse(given)
  const [code, ...more] = element.children
  const faults = parsed.success ? [] : parsed.error.issues.map(describe)
  if (code?.type !== 'code' || code.lang !== 'bash' || more.length > 0) {
    faults.push('<Step> holds exactly one ```bash block and nothing else')
  } else if (code.meta) {
    faults.push(`the block of a step is plain \`\`\`bash, without ${JSON.stringify(code.meta)}`)
  }
  if (!parsed.success || faults.length > 0 || code?.type !== 'code') return { faults }
  const { id, title, readOnly, waits, changes, success, undo, exitCode, outputContains, goal, hint } = parsed.data
  return {
    step: {
      id,
      title,
      line: lineOf(element),
      command: code.value,
      readOnly: readOnly === true,
      ...(waits ? { waits } : {}),
      changes: changes ?? '',
      success,
      undo: undo?.split(' ') ?? [],
      expectedFailure: exitCode && outputContains ? { exitCode: Number(exitCode), outputContains } : undefined,
      ...(goal === undefined ? {} : { goal, hint }),
    },
  }
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `<Step> has no attribute ${issue.keys.join(', ')}`
  const at = issue.path.join('.')
  return at ? `<Step>: ${at} ${issue.message}` : `<Step> ${issue.message}`
}
