import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { PROJECT } from '../../src/shared/root.ts'

/** Fields of data files that hold no prose of ours: commands, captured messages, drawings, addresses. */
const NOT_PROSE = ['old', 'command', 'text', 'dot', 'url']

/** What a reader reads, by file below `content/`: no code blocks, no tags. */
export async function prose(): Promise<Map<string, string>> {
  const root = join(PROJECT, 'content')
  const names = await readdir(root, { recursive: true })
  const texts = names
    .filter((name) => /\.(mdx|yaml)$/.test(name))
    .sort()
    .map(async (name): Promise<[string, string]> => {
      const source = await readFile(join(root, name), 'utf8')
      return [name, name.endsWith('.yaml') ? stringsOf(parse(source)) : proseOf(source)]
    })
  return new Map(await Promise.all(texts))
}

/** The prose of one MDX page. */
function proseOf(source: string): string {
  return source
    .replace(/^(`{3,})[^]*?^\1$/gm, ' ')
    .replace(/^import .*$/gm, ' ')
    .replace(/<(\w+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g, (_tag, _name, given: string) => readable(given))
    .replace(/<\/\w+>/g, ' ')
    .replace(/\]\([^)]*\)/g, ']')
}

/** Attributes that a reader sees. */
function readable(given: string): string {
  return [...given.matchAll(/(?:success|changes|goal|hint|question)="([^"]*)"/g)]
    .map(([, text]) => `\n${text}\n`)
    .join('')
}

function stringsOf(value: unknown): string {
  if (typeof value === 'string') return `${value}\n`
  if (Array.isArray(value)) return value.map(stringsOf).join('')
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .filter(([key]) => !NOT_PROSE.includes(key))
    .map(([, inner]) => stringsOf(inner))
    .join('')
}
