import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { init, parse } from 'es-module-lexer'
import { PageError } from '../page/index.ts'
import { memoize } from '../shared/memoize.ts'
import { PROJECT } from '../shared/root.ts'
import { ENGINE_LOCK, isEngine } from './engine-lock.ts'

/**
 * A script and all files in `runbooks/` that it imports, directly or not, as sorted paths from the root. The engine is left
 * out: it counts by the number of its contract.
 * @param script the path of the script from the root; it is there
 * @throws PageError that names file and line of an import of something else, or of what is not there
 */
export async function scriptFiles(root: string, script: string): Promise<string[]> {
  await init()
  const found = new Set<string>()
  const visit = async (file: string): Promise<void> => {
    if (found.has(file)) return
    found.add(file)
    const imports = importsOf(file, await readFile(join(root, file), 'utf8'))
    for (const one of imports) {
      const next = counted(root, file, one)
      if (next !== undefined) await visit(next)
    }
  }
  await visit(script)
  return [...found].sort()
}

/** One import of a file. */
interface Import {
  /** What is imported, as it is written; undefined when an expression computes it. */
  specifier: string | undefined
  /** Counted from 1. */
  line: number
}

/** The file that an import adds to the proof, as a path from the root; undefined for one of the engine. */
function counted(root: string, file: string, { specifier, line }: Import): string | undefined {
  const refuse = (text: string) => new PageError([{ file, line, text }])
  const rule = `a script imports only from runbooks/ and from the engine (the files of ${ENGINE_LOCK}), because a proof depends on nothing else`
  if (specifier === undefined) throw refuse(`imports what is only known when it runs; ${rule}`)
  if (!/^\.{0,2}\//.test(specifier)) throw refuse(`imports ${specifier}; ${rule}`)
  const path = resolve(root, dirname(file), specifier)
  const inRoot = relative(root, path)
  if (!existsSync(path)) throw refuse(`imports ${inRoot}, which is not there`)
  if (inRoot.startsWith('runbooks/')) return inRoot
  // Another tree than the project, as of tests, has scripts that run with the project's engine.
  if (isEngine(inRoot) || isEngine(relative(PROJECT, path))) return undefined
  throw refuse(`imports ${inRoot}; ${rule}`)
}

/**
 * The imports of a file that Node carries out: `import type` is not there when a script runs, `import { type … }` is.
 * A path that a template computes counts as computed.
 */
const importsOf = memoize((file, source): Import[] => {
  const lineAt = (index: number) => source.slice(0, index).split('\n').length
  try {
    return parse(source)[0].flatMap((found) => {
      if (found.type === 'import-meta' || (found.type !== 'dynamic' && found.typeOnly)) return []
      const specifier = found.type === 'dynamic' && found.glob ? undefined : found.specifier
      return [{ specifier, line: lineAt(found.importStart) }]
    })
  } catch (error) {
    const { idx } = error as { idx?: number }
    if (idx === undefined) throw error
    throw new PageError([{ file, line: lineAt(idx), text: 'has a syntax error: its imports cannot be found' }])
  }
})
