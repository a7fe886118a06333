import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Argument, program } from 'commander'
import { PreconditionError } from '../src/shared/precondition-error.ts'
import { main } from '../src/command-line/main.ts'
import { PROJECT } from '../src/shared/root.ts'
import { parseOnly, SCRIPTS } from '../tests/support/command-lines.ts'
import { placesOf } from '../tests/support/published-places.ts'
import { newIn, PUBLISHED, readPublished, withNew } from '../tests/support/published.ts'

program
  .name('npm run published')
  .usage('[-- add]')
  .description(
    `Lists the addresses, anchors, files and options that are not in ${PUBLISHED} yet. What is in that list has to keep working: a test compares.`,
  )
  .addArgument(new Argument('[action]', 'add: writes what is new to the list').choices(['add']))
  .option('--site <directory>', 'the built site, served without SITE_BASE', join(PROJECT, 'dist'))
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((action: 'add' | undefined, { site }: { site: string }) => main(() => published(action, resolve(site))))

await program.parseAsync()

async function published(action: 'add' | undefined, directory: string): Promise<number> {
  if (!existsSync(join(directory, 'index.html')))
    throw new PreconditionError(`${directory}: there is no built site; first: npm run build`)
  const { list, text } = await readPublished()
  const places = await placesOf({ directory, base: '/' })
  const calls = (await npmScripts()).map((command) => ({ command, typed: '', meaning: '' }))
  const declared = [...calls, ...SCRIPTS.flatMap((script) => parseOnly(script).declared)]
  const fresh = newIn(list, places, declared)
  console.log(fresh.length === 0 ? `nothing is new: ${PUBLISHED} has it all` : fresh.join('\n'))
  if (action === 'add' && fresh.length > 0) {
    await writeFile(join(PROJECT, PUBLISHED), withNew(text, list, places, declared))
    console.log(`written: ${PUBLISHED}, ${fresh.length} new`)
  }
  return 0
}

async function npmScripts(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as { scripts: object }
  return Object.keys(scripts)
}
