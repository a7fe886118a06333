import { FactList, type Facts } from './facts.ts'

/** Prints the help of a command: words after `istioctl`. */
export type Help = (words: readonly string[]) => Promise<string>

/** A line of cobra's help that declares a flag: `  -o, --output string      Path of the file`. */
const FLAG = /^ +(?:-(?<short>\w), )?--(?<name>[\w-]+)(?: (?<type>\S+))? {2,}(?<text>.*)$/
const DEFAULT = /\(default (?<value>.*)\)$/

/** Every command of istioctl and every flag, as its help tells: `istioctl tag set`, `--overwrite`. Hidden ones are not in a help. */
export async function commandFacts(help: Help): Promise<Facts> {
  const list = new FactList()
  await walk([], help, list)
  return list.facts
}

async function walk(words: readonly string[], help: Help, list: FactList): Promise<void> {
  const text = await help(words)
  const command = ['istioctl', ...words].join(' ')
  list.add(command, 'command', summaryOf(text))
  for (const [name, value] of flagsOf(text)) list.add(command, name, value)
  for (const word of subcommandsOf(text)) await walk([...words, word], help, list)
}

/** Up to the first empty line. */
function summaryOf(text: string): string {
  return text.split('\n\n')[0]!.replace(/\s+/g, ' ').trim()
}

function subcommandsOf(text: string): string[] {
  return section(text, 'Available Commands').map((line) => line.trim().split(' ')[0]!)
}

/** Flags with type and default; what a flag is said to do is not compared. */
function flagsOf(text: string): [name: string, value: string][] {
  const flags: { name: string; short: string; type: string; text: string }[] = []
  for (const line of section(text, 'Flags')) {
    const { short = '', name, type = 'bool', text: says = '' } = FLAG.exec(line)?.groups ?? {}
    if (name !== undefined) flags.push({ name, short, type, text: says.trim() })
    else if (flags.length > 0) flags.at(-1)!.text += ` ${line.trim()}`
  }
  return flags.map(({ name, short, type, text: says }) => {
    const { value } = DEFAULT.exec(says)?.groups ?? {}
    return [
      `--${name}`,
      [...(short === '' ? [] : [`-${short}`]), type, ...(value === undefined ? [] : [`default ${value}`])].join(', '),
    ]
  })
}

/** The lines below a heading, up to the next empty one; a line of spaces is part of a flag's text. */
function section(text: string, heading: string): string[] {
  const lines = text.split('\n')
  const from = lines.indexOf(`${heading}:`) + 1
  if (from === 0) return []
  const length = lines.slice(from).indexOf('')
  return lines.slice(from, length === -1 ? undefined : from + length)
}
