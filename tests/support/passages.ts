import type { Root, RootContent } from 'mdast'
import remarkFrontmatter from 'remark-frontmatter'
import remarkParse from 'remark-parse'
import ts from 'typescript'
import { unified } from 'unified'
import { parse } from 'yaml'
import { attributes, lineOf, parseMdx } from '../../src/page/mdx.ts'

/** A piece of prose that a reader takes in at once. */
export interface Passage {
  /** Counted from 1. */
  line: number
  kind: 'paragraph' | 'point' | 'heading' | 'cell' | 'caption' | 'text'
  /** Without marks; code, of whatever length, is the word `code`. */
  text: string
}

/** Attributes of elements, and fields of front matter, that a reader sees as text. */
const READ = [
  'title',
  'description',
  'changes',
  'success',
  'goal',
  'hint',
  'question',
  'because',
  'ask',
  'why',
  'say',
  'do',
  'watch',
]
const markdown = unified().use(remarkParse).use(remarkFrontmatter).freeze()

/** The passages of a page, in its order. Throws where it is no MDX. */
export function mdxPassages(source: string): Passage[] {
  return passages(parseMdx(source))
}

/** The passages of a Markdown file, in its order. */
export function markdownPassages(source: string): Passage[] {
  return passages(markdown.parse(source))
}

function passages(node: Root | RootContent, kind: 'paragraph' | 'point' = 'paragraph'): Passage[] {
  const line = node.type === 'root' ? 1 : lineOf(node)
  if (node.type === 'yaml')
    return texts(parse(node.value)).map((text) => ({ line, kind: 'caption', text: inline(text) }))
  if (node.type === 'heading') return [{ line, kind: 'heading', text: spoken(node) }]
  if (node.type === 'paragraph') return cells(spoken(node), line) ?? asides(spoken(node), line, kind)
  const own = node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement' ? captions(node) : []
  const inner = 'children' in node ? node.children : []
  return [...own, ...inner.flatMap((child) => passages(child, node.type === 'listItem' ? 'point' : kind))]
}

function captions(node: Parameters<typeof attributes>[0]): Passage[] {
  const seen = [...attributes(node)].filter(([name, value]) => READ.includes(name) && value !== true)
  return seen.map(([, value]) => ({ line: lineOf(node), kind: 'caption', text: inline(String(value)) }))
}

/** The strings of front matter that are read; commands and patterns are not. */
function texts(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return READ.includes(name) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((one) => texts(one, name))
  return Object.entries(value).flatMap(([key, one]) => texts(one, key))
}

/** A paragraph, and the title of the aside (`:::note[Title]`) that it may begin. */
function asides(text: string, line: number, kind: Passage['kind']): Passage[] {
  const [, title, rest] = /^:::\w+(?:\[([^\]]*)\])?\n([^]*)$/.exec(text) ?? []
  const own = (rest ?? text).replace(/\n:::$/, '')
  const head: Passage[] = title === undefined ? [] : [{ line, kind: 'heading', text: title }]
  return own === ':::' ? head : [...head, { line: rest === undefined ? line : line + 1, kind, text: own }]
}

/** The cells of a table, which a parser of plain Markdown takes for a paragraph; undefined: it is none. */
function cells(text: string, line: number): Passage[] | undefined {
  if (!/^\|.*\n\|[\s|:-]+\n/.test(text)) return undefined
  return text.split('\n').flatMap((row, i) =>
    row
      .split('|')
      .filter((cell) => /\w/.test(cell))
      .map((cell): Passage => ({ line: line + i, kind: 'cell', text: cell.trim() })),
  )
}

function spoken(node: RootContent): string {
  if (node.type === 'inlineCode') return 'code'
  if (node.type === 'text') return node.value
  if (node.type === 'break') return '\n'
  return 'children' in node ? node.children.map((child) => spoken(child)).join('') : ''
}

/** Text with Markdown's signs for code. */
function inline(text: string): string {
  return text.replace(/`[^`]*`/g, 'code')
}

/** The sentences among the strings of a script, but no markup and no shell; what stands for a value is the word `code`. */
export function scriptPassages(source: string): Passage[] {
  const found: Passage[] = []
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true)
  const visit = (node: ts.Node): void => {
    const text = textOf(node)
    if (text !== undefined && /[a-z]{2,} \w+ \w+/.test(text) && !/<\/|\(\) \{/.test(text))
      found.push({
        line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1,
        kind: 'text',
        text: inline(text),
      })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map((span) => `code${span.literal.text}`).join('')
}

/** The sentences of an Astro component: those of its script, and what stands between its tags. */
export function astroPassages(source: string): Passage[] {
  const [, script = ''] = /^---\n([^]*?)\n---\n/.exec(source) ?? []
  const blank = (text: string) => text.replace(/[^\n]/g, ' ')
  const markup = source.replace(/^---\n[^]*?\n---\n/, blank).replace(/<(script|style)\b[^]*?<\/\1>/g, blank)
  const found: Passage[] = []
  for (const { 0: text, index } of markup.matchAll(/(?<=>)[^<>]*[a-z]{2,} \w+ \w+[^<>]*(?=<)/g)) {
    const line = markup.slice(0, index + text.search(/\S/)).split('\n').length
    found.push({ line, kind: 'text', text: text.replace(/\{[^{}]*\}/g, 'code').trim() })
  }
  return [...scriptPassages(script).map((one) => ({ ...one, line: one.line + 1 })), ...found]
}
