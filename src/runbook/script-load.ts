import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from '../page/index.ts'
import { PairingError } from './pair.ts'
import type { Script } from './script.ts'

/** Imports the script of a page. @throws PairingError when there is none or it exports no runbook */
export async function loadScript(root: string, page: Page): Promise<Script> {
  const file = `runbooks/${page.id}.ts`
  const path = join(root, file)
  try {
    await access(path)
  } catch {
    throw new PairingError(`${page.file}: has no script; write ${file} (docs/contributing.md shows how)`)
  }
  const module = (await import(pathToFileURL(path).href)) as { default?: Script }
  if (!module.default?.steps) throw new PairingError(`${file}: export default runbook('${page.id}', …)`)
  return module.default
}
