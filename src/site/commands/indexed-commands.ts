import { listGroups } from '../../page/index.ts'
import { ROOT } from '../../shared/root.ts'
import { runbook } from '../runbook/runbook.ts'
import { commandIndex, type IndexedCommand, type IndexedTool } from './command-index.ts'

/**
 * Every command of a program that the runbooks run, the uses in the order in which the site lists the runbooks.
 * @throws Error when no step uses the program
 */
export async function indexOf(tool: IndexedTool): Promise<IndexedCommand[]> {
  const ids = (await listGroups(ROOT)).flatMap(({ runbooks }) => runbooks)
  const pages = (await Promise.all(ids.map(runbook))).map(({ page }) => page)
  const commands = commandIndex(pages, tool)
  if (commands.length === 0) throw new Error(`no step uses ${tool}: take it off the pages of commands`)
  return commands
}
