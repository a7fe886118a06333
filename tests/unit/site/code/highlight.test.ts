import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { loadEvidence } from '../../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../../src/page/index.ts'
import { ROOT } from '../../../../src/shared/root.ts'
import { commandTokens, commandWords } from '../../../../src/site/code/command-tokens.ts'
import { dataTokens } from '../../../../src/site/code/data-tokens.ts'
import { highlight } from '../../../../src/site/code/highlight.ts'
import { pieces, shownOutput, tokensOf } from '../../../../src/site/runbook/output-view.ts'
import { merged, slice, type Token } from '../../../../src/site/code/tokens.ts'
import { classesOf } from '../../../../src/site/post-build/trim-css.ts'
import { HOSTILE } from '../../../support/hostile.ts'

const runbooks = await listPages(ROOT)
const pages = await Promise.all(runbooks.map((id) => loadPage(ROOT, id)))
const records = (await Promise.all(runbooks.map((id) => loadEvidence(ROOT, id)))).flatMap((one) => one?.steps ?? [])

const textOf = (tokens: readonly Token[] = []) => tokens.map(({ text }) => text).join('')
/** What has a color, as `kind text`. */
const colored = (tokens: readonly Token[] = []) => tokens.flatMap(({ text, kind }) => (kind ? [`${kind} ${text}`] : []))

test('commandTokens marks options, quoted texts, variables and operators', () => {
  expect(colored(commandTokens(`kubectl wait -n "team-\${TEAM:?}" --for=condition=Ready pod/a && ls > b.txt`))).toEqual(
    ['key -n', 'value "team-', 'variable ${TEAM:?}', 'value "', 'key --for', 'keyword &&', 'keyword >'],
  )
})

test('commandWords marks each of several options, without its value', () => {
  const tokens = commandWords('x --a=b=c --d --e=f -g').flatMap((word) => word.tokens)
  expect(colored(tokens)).toEqual(['key --a', 'key --d', 'key --e', 'key -g'])
})

test('commandTokens marks a command inside a quoted text as one', () => {
  expect(colored(commandTokens(`a "b $(c -d e) f"`))).toEqual([
    'value "b ',
    'keyword $(',
    'key -d',
    'keyword )',
    'value  f"',
  ])
})

test('commandTokens reads a heredoc of YAML as YAML, and the shell behind it as shell', () => {
  const command = `kubectl apply -f - <<'EOF' && ls -l\n# why\nkind: Pod\napiVersion: v1\nspec:\n  port: 8080\n  s: "a"\n  t: b\nEOF\necho $A`
  expect(colored(commandTokens(command))).toEqual([
    'key -f',
    "keyword <<'EOF' &&",
    'key -l',
    'comment # why',
    'key kind',
    'key apiVersion',
    'key spec',
    'key port',
    'value 8080',
    'key s',
    'value "a"',
    'key t',
    'keyword EOF',
    'variable $A',
  ])
})

test('commandTokens marks a variable in a heredoc, unless the delimiter is quoted', () => {
  const manifest = 'a:\n  b: ${NAME:?}\n  c: "x-$NAME"\n  d: {e: $(date -u)}\n'
  expect(colored(commandTokens(`kubectl apply -f - <<EOF\n${manifest}EOF`)).slice(2, -1)).toEqual([
    'key a',
    'key b',
    'variable ${NAME:?}',
    'key c',
    'value "x-',
    'variable $NAME',
    'value "',
    'key d',
    'key e',
    'keyword $(',
    'key -u',
    'keyword )',
  ])
  const quoted = commandTokens(`kubectl apply -f - <<'EOF'\n${manifest}EOF`)
  expect(quoted.filter(({ kind }) => kind === 'variable')).toEqual([])
})

test('commandTokens reads a heredoc of JSON as JSON, and of text as text', () => {
  expect(colored(commandTokens(`cat > f <<EOF\n{"a": [1, "b"]}\nEOF`)).slice(1, -1)).toEqual([
    'keyword <<EOF',
    'key "a"',
    'value 1',
    'value "b"',
  ])
  expect(colored(commandTokens(`cat > f <<EOF\nprofile: default\nbecause: it is --small\nEOF`))).toEqual([
    'keyword >',
    'keyword <<EOF',
    'keyword EOF',
  ])
})

test('commandTokens keeps the bytes of heredocs in each other and in backticks', () => {
  for (const command of [
    `cat <<A - <<B\na:\n  b: c\nA\nd:\n  e: f\nB`,
    `cat <<A\na:\n  b: $(cat <<B\nc:\n  d: e\nB\n)\nA`,
    'echo `cat <<A\na:\n  b: c\nA\n`',
    'cat <<A\na:\n  b: c',
  ])
    expect(textOf(commandTokens(command))).toBe(command)
})

const manifest = 'apiVersion: v1\nkind: Pod\n'
const data: [name: string, text: string, tokens: string[]][] = [
  ['JSON', '{"a": {"b": null}, "c": "d"}\n', ['key "a"', 'key "b"', 'value null', 'key "c"', 'value "d"']],
  ['a manifest', manifest, ['key apiVersion', 'key kind']],
  ['two manifests', `${manifest}---\n${manifest}`, ['key apiVersion', 'key kind', 'key apiVersion', 'key kind']],
  ['a tree of keys', 'a:\n  b: 1\n', ['key a', 'key b', 'value 1']],
]
for (const [name, text, tokens] of data)
  test(`dataTokens knows ${name} by its form`, () => expect(colored(dataTokens(text))).toEqual(tokens))

for (const [name, text] of [
  ['a table', 'NAME    READY   AGE\npod-a   1/1     5m\n'],
  ['an error', 'Error from server (NotFound): deployments.apps "a" not found\n'],
  ['a list of facts', 'client version: 1.31.0\ncontrol plane version: 1.31.0\n'],
  ['a sentence in brackets', '[a, b\n'],
  ['a number', '4\n'],
  ['nothing', ''],
  ['a description', 'Name: a\nLabels:  b=c\n  d=e\nEvents:\n  Type  Reason: x: y\n'],
] as const)
  test(`dataTokens leaves ${name} plain`, () => expect(dataTokens(text)).toBeUndefined())

test('dataTokens leaves tables and sentences of the recorded outputs plain, and marks some as data', () => {
  const known = records.filter(({ output }) => dataTokens(output.text))
  expect(known.length).toBeGreaterThan(2)
  for (const { output } of known) expect(output.text).not.toMatch(/^(NAME|NAMESPACE|Error|error)\b/)
})

test('the tokens of every command and of every output are its bytes', () => {
  const commands = new Set([...pages.flatMap(({ steps }) => steps), ...records].map(({ command }) => command))
  expect(commands.size).toBeGreaterThan(200)
  for (const command of commands) {
    expect(textOf(commandTokens(command))).toBe(command)
    expect(textOf(commandWords(command).flatMap(({ tokens }) => tokens))).toBe(command)
  }
  for (const { text } of records.map(({ output }) => output)) {
    for (const language of ['json', 'yaml', 'shellscript'] as const) {
      // A grammar reads what it was not made for, too; a part is enough to see that nothing gets lost.
      const part = text.slice(0, 2_000)
      expect(textOf(highlight(part, language))).toBe(part)
    }
    const tokens = dataTokens(text)
    if (!tokens) continue
    const { head, tail } = shownOutput(text)
    expect(textOf(slice(tokens, 0, head.length))).toBe(head)
    expect(textOf(slice(tokens, text.length - tail.length))).toBe(tail)
    expect(textOf(tokensOf(pieces(head, undefined), tokens).flat())).toBe(head)
  }
})

test('commandTokens reads every heredoc of a manifest as YAML', () => {
  const manifests = pages.flatMap(({ steps }) => steps).filter(({ command }) => /<<.*\napiVersion:/.test(command))
  expect(manifests.length).toBeGreaterThan(15)
  for (const { command } of manifests)
    expect(colored(commandTokens(command))).toEqual(expect.arrayContaining(['key apiVersion', 'key kind']))
})

test('highlight keeps line endings, blanks and hostile text', () => {
  for (const text of ['a: 1\r\n\r\nb: 2\r\n', '\n\n  a \t\n', '"', '{"a', '\u2028a: é😀\n', HOSTILE, ''])
    for (const language of ['json', 'yaml', 'shellscript'] as const)
      expect(textOf(highlight(text, language))).toBe(text)
})

test('highlight leaves a line alone that is too long for a page', () => {
  const line = `{"a": "${'b'.repeat(3_000)}"}`
  expect(highlight(line, 'json')).toEqual([{ text: line, kind: undefined }])
})

test('slice cuts tokens at the edges of a part', () => {
  const tokens: Token[] = [
    { text: 'ab', kind: 'key' },
    { text: ' ', kind: undefined },
    { text: 'c d', kind: 'value' },
  ]
  expect(slice(tokens, 1, 4)).toEqual([
    { text: 'b', kind: 'key' },
    { text: ' ', kind: undefined },
    { text: 'c', kind: 'value' },
  ])
  // A blank has no color.
  expect(slice(tokens, 4, 5)).toEqual([{ text: ' ', kind: undefined }])
  expect(slice(tokens, 9)).toEqual([])
})

test('merged makes one token of neighbors of one kind', () => {
  const token = (text: string, kind?: Token['kind']): Token => ({ text, kind })
  expect(
    merged([token('a', 'key'), token('b', 'key'), token('\n'), token('c', 'key'), token(' '), token('d')]),
  ).toEqual([token('ab\nc', 'key'), token(' d')])
  expect(merged([token('a', 'key'), token(' = '), token('b', 'key')])).toHaveLength(3)
})

test('each kind of token has a color, and each color a kind', async () => {
  const commands = pages.flatMap(({ steps }) => steps).flatMap(({ command }) => commandTokens(command))
  const kinds = new Set([...commands, ...highlight('# comment', 'yaml')].flatMap(({ kind }) => kind ?? []))
  const classes = classesOf(await readFile('src/site/code/code.css', 'utf8'))
  expect([...classes].sort()).toEqual([...kinds].map((kind) => `tok-${kind}`).sort())
})
