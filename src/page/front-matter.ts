import { z } from 'zod'
import type { Need } from './types.ts'
import { accepts } from './variables.ts'

const variable = z
  .strictObject({
    /** The shell variable's name. */
    name: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'is upper case letters, digits and _'),
    /** The value used unless `--set` gives another. */
    default: z.string(),
    /** A regular expression for the whole value. */
    pattern: z.string().refine(isRegExp, 'is not a regular expression'),
    /** One sentence that tells a reader what the value is for. */
    description: z.string().min(1),
  })
  .refine((v) => !isRegExp(v.pattern) || accepts(v, v.default), {
    error: 'does not match the pattern of the variable',
    path: ['default'],
  })

/** `1.30`: a minor version of Istio beside the default. */
const minor = z.string().regex(/^\d+\.\d+$/, "is a minor version in quotes, as in '1.30'")

/** The fields that a runbook page adds to Starlight's own front matter. */
export const runbookFields = {
  /** The runbook whose end state this one starts from; none: an empty cluster. */
  startsFrom: z
    .union([
      z.string(),
      z.strictObject({
        runbook: z.string(),
        /** The version whose `istioctl` and charts make that state, with the commands as they are; the page needs it, too. */
        istio: minor,
      }),
    ])
    .optional(),
  /** Optional parts of the toolchain that the commands use. `istio-1.30`: `istioctl-1.30`, and charts and images of it. */
  needs: z
    .array(
      z.custom<Need>((need) => typeof need === 'string' && /^(helm|cni|istio-\d+\.\d+)$/.test(need), {
        error: 'is helm, cni or a version of Istio beside the default, as in istio-1.30',
      }),
    )
    .default([]),
  /** Given when a test run of the page shares its cluster with no other runbook, with the reason. */
  cluster: z
    .strictObject({
      /** What the page reads or breaks that the comparison of the cluster's objects does not show, as a sentence. */
      own: z.string().min(1),
    })
    .optional(),
  /** Values that a reader may choose. */
  variables: z.array(variable).default([]),
}

/** What `src/page` itself reads of the front matter; other fields are Starlight's business. */
export const frontMatter = z.object({
  /** The page's heading. */
  title: z.string().min(1),
  /** One sentence for search results and lists. */
  description: z.string().min(1),
  ...runbookFields,
})

function isRegExp(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
