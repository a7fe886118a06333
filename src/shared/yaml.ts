import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { PreconditionError } from './precondition-error.ts'
import { memoize } from './memoize.ts'

/**
 * Reads a text of YAML that has to be of this shape.
 * @param file its path, for messages
 * @throws PreconditionError with file, line and reason: of the first place where it is no YAML, or of every value that the shape refuses
 */
export function readYaml<Schema extends z.ZodType>(file: string, text: string, schema: Schema): z.infer<Schema> {
  const { lines, document, value } = parsed(text)
  const at = (offset: number | undefined) => `${file}:${lines.linePos(offset ?? 0).line || 1}`
  // Those after the first are its consequences.
  const [broken] = document.errors
  if (broken) throw new PreconditionError(`${at(broken.pos[0])}: ${broken.message}`)
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw new PreconditionError(
    read.error.issues
      .map(
        ({ path, message }) =>
          `${at(offsetOf(document, path))}: ${path.length > 0 ? `${place(path)}: ` : ''}${message}`,
      )
      .join('\n'),
  )
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
