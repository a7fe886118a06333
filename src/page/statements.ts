import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { getProcessor, type File } from 'sh-syntax'
import { PROJECT } from '../root.ts'

const wasm = createRequire(join(PROJECT, 'package.json')).resolve('sh-syntax/main.wasm')
const compiled = readFile(wasm).then((bytes) => WebAssembly.compile(bytes))

/** The package's own `parse` compiles its WebAssembly for every call, which takes five times as long as parsing. */
const parse = getProcessor(async (imports: WebAssembly.Imports) => WebAssembly.instantiate(await compiled, imports))

/** The types leave out the comments that follow the last statement. */
type ParsedFile = File & { Last?: unknown[] }

/** What keeps a command from being one clean statement of bash, as sentences. */
export async function statementFaults(command: string): Promise<string[]> {
  const faults: string[] = []
  try {
    const { Stmts, Last = [] }: ParsedFile = await parse(command, { keepComments: true })
    if (Stmts.length > 1) {
      faults.push(`a step is one command, this has ${Stmts.length}: make each a step of its own, or join them with &&`)
    }
    if (Last.length > 0 || Stmts.some((s) => s.Comments.length > 0)) {
      faults.push('a step has no comments: say it in the text around it')
    }
    if (Stmts.some((s) => s.Background || s.Coprocess)) {
      faults.push('a step leaves nothing running: no & at the end')
    }
  } catch (error) {
    faults.push(`bash would not accept this: ${error instanceof Error ? error.message : String(error)}`)
  }
  return faults
}

/**
 * True when each of the commands surely is one clean statement; false says nothing. A call of the parser costs as much
 * for a whole page as for one line, so they are read as one script, in which exactly one statement must begin where
 * each command does: then none of them reaches into the next.
 */
export async function allClean(commands: readonly string[]): Promise<boolean> {
  const script = commands.map((command) => `${command}\n`)
  const begins = script.map((command, i) => bytes(script.slice(0, i).join('')) + bytes(/^\s*/.exec(command)![0]))
  try {
    const { Stmts, Last = [] }: ParsedFile = await parse(script.join(''), { keepComments: true })
    return (
      Last.length === 0 &&
      Stmts.length === begins.length &&
      Stmts.every((s, i) => s.Pos.Offset === begins[i] && s.Comments.length === 0 && !s.Background && !s.Coprocess)
    )
  } catch {
    return false
  }
}

function bytes(text: string): number {
  return Buffer.byteLength(text)
}
