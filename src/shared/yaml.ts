import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { PreconditionError } from './precondition-error.ts'
import { memoize } from './memoize.ts'

/** What is wrong with a text of YAML, and where. */
export interface YamlFault {
  /** Counted from 1. */
  line: number
  text: string
}

/**
 * Reads a text of YAML that has to be of this shape.
 * @param file its path, for messages
 * @throws PreconditionError with file, line and reason: of the first place where it is no YAML, or of every value that the shape refuses
 */
export function readYaml<Schema extends z.ZodType>(file: string, text: string, schema: Schema): z.infer<Schema> {
  const { data, faults } = parseYaml(text, schema)
  if (faults === undefined) return data
  throw new PreconditionError(faults.map(({ line, text: fault }) => `${file}:${line}: ${fault}`).join('\n'))
}

/**
 * Reads a text of YAML that is a part of a file. @returns what it holds, or what is wrong with it: the first place where it
 * is no YAML, or every value that the shape refuses
 */
export function parseYaml<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): { data: z.infer<Schema>; faults?: undefined } | { data?: undefined; faults: YamlFault[] } {
  const { lines, document, value } = parsed(text)
  const lineAt = (offset: number | undefined) => lines.linePos(offset ?? 0).line || 1
  // Those after the first are its consequences.
  const [broken] = document.errors
  if (broken) return { faults: [{ line: lineAt(broken.pos[0]), text: broken.message }] }
  const read = schema.safeParse(value)
  if (read.success) return { data: read.data }
  const faults = read.error.issues.map(({ path, message }) => ({
    line: lineAt(offsetOf(document, path)),
    text: path.length > 0 ? `${place(path)}: ${message}` : message,
  }))
  return { faults }
}

/** Glossary and sources are asked for hundreds of times. */
const parsed = memoize((text) => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  return {
    lines,
    document,
    value: document.errors.length > 0 ? undefined : ((document.toJS() as unknown) ?? undefined),
  }
})

/** Where a value begins, or the nearest around it that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return node.range[0]
  }
  return undefined
}

/** `[3].title`. */
function place(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}
