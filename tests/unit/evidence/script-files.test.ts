import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { scriptFiles } from '../../../src/evidence/script-files.ts'
import { PROJECT } from '../../../src/shared/root.ts'

/** What `scriptFiles` gives for a script of a project that has some other files. */
async function filesOf(script: string): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'script-files-'))
  const files = {
    'runbooks/x.ts': script,
    'runbooks/type.ts': 'export default 1\n',
    'runbooks/parts/a.ts': `import '../x.ts'\nexport * from './b.ts'\n`,
    'runbooks/parts/b.ts': 'export const b = 1\n',
    'runbooks/parts/wrong.ts': `\n\nimport '../../docs/c.ts'\n`,
    'src/istio/d.ts': 'export const d = 1\n',
    'src/site/e.ts': 'export const e = 1\n',
    'docs/c.ts': 'export const c = 1\n',
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  return scriptFiles(root, 'runbooks/x.ts')
}

const found: [what: string, script: string, files: string[]][] = [
  ['nothing', '', []],
  ['files in runbooks/, also each other', `import './parts/a.ts'`, ['runbooks/parts/a.ts', 'runbooks/parts/b.ts']],
  ['a file when it runs', `const b = await import('./parts/b.ts')`, ['runbooks/parts/b.ts']],
  ['a default that is called type', `import type from './type.ts'`, ['runbooks/type.ts']],
  ['a value beside a type', `import { type B, b } from './parts/b.ts'`, ['runbooks/parts/b.ts']],
  ['a type', `import type { B } from './parts/b.ts'\nimport type{ C } from '../docs/c.ts'`, []],
  ['a type, and exports one', `export type { B } from '../docs/c.ts'\nexport type * from '../docs/c.ts'`, []],
  ['a file after what only TypeScript has', `const b = one! / 2\nimport './parts/b.ts'`, ['runbooks/parts/b.ts']],
  ['the engine', `import { d } from '../src/istio/d.ts'`, []],
  ['the engine of the project', `import { check } from '${PROJECT}/src/runbook/index.ts'`, []],
  ['nothing but where it is', `const here = import.meta.dirname`, []],
  ['what stands in a comment and in a text', `// import 'a'\nconst s = "import './parts/b.ts'"`, []],
]
for (const [what, script, files] of found) {
  test(`scriptFiles of a script that imports ${what}`, async () => {
    expect(await filesOf(`${script}\n`)).toEqual([...files, 'runbooks/x.ts'].sort())
  })
}

const rule = 'a script imports only from runbooks/ and from the engine'
const refused: [what: string, script: string, says: string][] = [
  [
    'a module of Node',
    `import { readFile } from 'node:fs/promises'`,
    `runbooks/x.ts:2: imports node:fs/promises; ${rule}`,
  ],
  ['a package', `import { $ } from 'zx'`, `runbooks/x.ts:2: imports zx; ${rule}`],
  ['another part of src/', `import '../src/site/e.ts'`, `runbooks/x.ts:2: imports src/site/e.ts; ${rule}`],
  ['another directory', `export * from '../docs/c.ts'`, `runbooks/x.ts:2: imports docs/c.ts; ${rule}`],
  ['that through a file', `import './parts/wrong.ts'`, `runbooks/parts/wrong.ts:3: imports docs/c.ts; ${rule}`],
  [
    'what it computes',
    'await import(`./${name}.ts`)',
    `runbooks/x.ts:2: imports what is only known when it runs; ${rule}`,
  ],
  [
    'a sum of texts',
    `await import('./parts/' + 'b.ts')`,
    `runbooks/x.ts:2: imports what is only known when it runs; ${rule}`,
  ],
  ['what is not there', `import './nothing.ts'`, 'runbooks/x.ts:2: imports runbooks/nothing.ts, which is not there'],
  [
    'a part of the engine that is not there',
    `import '../src/istio/z.ts'`,
    'imports src/istio/z.ts, which is not there',
  ],
  ['with an open quote', `import './parts/b.ts`, 'runbooks/x.ts:2: has a syntax error: its imports cannot be found'],
]
for (const [what, script, says] of refused) {
  test(`scriptFiles refuses a script that imports ${what}, and says where`, async () => {
    await expect(filesOf(`// A comment\n${script}\n`)).rejects.toThrow(says)
  })
}
